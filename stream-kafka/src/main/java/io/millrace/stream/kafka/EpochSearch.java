package io.millrace.stream.kafka;

import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import java.util.function.Predicate;

/**
 * Looks for a path's newest epoch, going back from the end of its log in steps, each read oldest
 * first. It is over where the newest epoch starts, or behind all that a writer without a lease may
 * have had in its buffers: those are bounded in bytes and in time. Not thread-safe.
 */
final class EpochSearch implements Predicate<LoggedRecord> {
    private static final long MAX_BYTES = 8L << 20;
    private static final long MAX_MILLIS = 60_000;

    private long newest;
    private long started = -1;
    private long sizeBytes;
    private long youngestMillis = Long.MIN_VALUE;
    private long oldestMillis = Long.MAX_VALUE;
    private boolean over;

    /** Takes a record of this step; always wants more. */
    @Override
    public boolean test(LoggedRecord logged) {
        newest = Math.max(newest, logged.record().epoch());
        if (logged.record().mark() == Mark.START) {
            started = Math.max(started, logged.record().epoch());
        }
        sizeBytes += logged.record().sizeBytes();
        youngestMillis = Math.max(youngestMillis, logged.timestampMillis());
        oldestMillis = Math.min(oldestMillis, logged.timestampMillis());
        return true;
    }

    void endStep() {
        over =
                started == newest
                        || sizeBytes > MAX_BYTES
                        || youngestMillis - MAX_MILLIS > oldestMillis;
    }

    boolean isOver() {
        return over;
    }

    /** 0 if there was no record. */
    long newest() {
        return newest;
    }
}
