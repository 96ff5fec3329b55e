package io.millrace.stream;

/**
 * Decides which records of a path count, in offset order: none of an older epoch than one seen
 * before, and of each epoch only from its first entry point on. Every reader of a log needs one; it
 * is what makes a writer without a lease harmless. Not thread-safe.
 */
public final class EpochFence {
    private long newestEpoch;
    private boolean entered;

    /** What became of a record. */
    public enum Verdict {
        /** It counts. */
        ADMIT,
        /** It is of an epoch that is over. */
        OLD_EPOCH,
        /** Its epoch's first entry point has not come by yet. */
        BEFORE_ENTRY_POINT
    }

    /** A fence that knows {@code newestEpoch} from elsewhere; 0 if nothing is known. */
    public EpochFence(long newestEpoch) {
        this.newestEpoch = newestEpoch;
    }

    /** Judges the next record. Records without units are admitted as soon as their epoch counts. */
    public Verdict judge(StreamRecord record) {
        if (record.epoch() < newestEpoch) {
            return Verdict.OLD_EPOCH;
        }
        if (record.epoch() > newestEpoch) {
            newestEpoch = record.epoch();
            entered = false;
        }
        entered |= record.isEntryPoint();
        return entered || record.units().isEmpty() ? Verdict.ADMIT : Verdict.BEFORE_ENTRY_POINT;
    }

    public long newestEpoch() {
        return newestEpoch;
    }
}
