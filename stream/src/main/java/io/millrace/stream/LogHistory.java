package io.millrace.stream;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a path's log still holds, to be read at any place, as far as it goes at the time of looking:
 * see {@link StreamLog#look}. Records come as they are in the log, malformed ones left out; who
 * reads many of them in a row needs an {@link EpochFence}. Calls block. Not thread-safe.
 */
public interface LogHistory {
    /** Offset of the oldest record; that of {@link #end} if there is none. */
    long begin();

    /** Behind the newest record. */
    long end();

    /** Where the first record stands that was written at or after an instant; else the end. */
    long offsetAt(long epochMillis) throws IOException;

    /** The first record at or behind an offset: cheap, whatever stands around it. */
    Optional<LoggedRecord> record(long offset) throws IOException;

    /** Reads [from, to), oldest first, until the visitor has enough and says false. */
    void read(long from, long to, Predicate<LoggedRecord> visitor) throws IOException;

    /** What somebody wants to know of the past. Blocks as long as it reads. */
    @FunctionalInterface
    interface Look<T> {
        T into(LogHistory history) throws IOException;
    }
}
