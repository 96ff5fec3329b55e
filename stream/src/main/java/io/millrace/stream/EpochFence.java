package io.millrace.stream;

/**
 * Decides which records of a path count, in offset order: none of an older epoch than one seen
 * before, of each epoch only from its first entry point on, and after a hole in the sequence (units
 * that were appended and lost) only from the next entry point on. Every reader of a log needs one;
 * it is what makes a writer without a lease harmless. Not thread-safe.
 */
public final class EpochFence {
    private long newestEpoch;
    private boolean entered;
    private long nextSequence;

    /** What became of a record. */
    public enum Verdict {
        /** It counts. */
        ADMIT,
        /** It is of an epoch that is over. */
        OLD_EPOCH,
        /** No entry point of its epoch has come by since the epoch began or units were lost. */
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
        if (record.units().isEmpty()) {
            return Verdict.ADMIT;
        }
        entered = record.isEntryPoint() || (entered && record.firstSequence() == nextSequence);
        nextSequence = record.firstSequence() + record.units().size();
        return entered ? Verdict.ADMIT : Verdict.BEFORE_ENTRY_POINT;
    }

    public long newestEpoch() {
        return newestEpoch;
    }
}
