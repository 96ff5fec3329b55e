package io.millrace.stream;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The log that all paths live in. A seam: on Kafka in {@code stream-kafka}, in memory for libraries
 * and tests. Thread-safe; nothing here blocks.
 */
public interface StreamLog extends AutoCloseable {
    /**
     * Makes the path's log if it is not there, and opens it for one epoch: a {@link Mark#START}
     * record shuts older epochs out, then the log's head is read. Who may write is decided by
     * leases, not here.
     *
     * @return fails with {@link java.io.IOException} if the log cannot be reached
     */
    CompletionStage<LogWriter> openWriter(PathName path, long epoch);

    /**
     * Follows a path from {@code start} on, for ever, until the tail is closed. Delivered records
     * begin at an entry point, are in offset order, and never of an older epoch than one before.
     * Where the path has no log yet, it is waited for.
     */
    LogTail tail(PathName path, StartPosition start, LogListener listener);

    /** The path's newest record; empty if its log is empty or not there. */
    CompletionStage<Optional<LoggedRecord>> newest(PathName path);

    /** The path's newest records, oldest first, at most {@code count}: for people to look at. */
    CompletionStage<List<LoggedRecord>> newest(PathName path, int count);

    /**
     * Looks into what the path's log holds, on a thread that may block: a few looks at a time, the
     * others wait. It disturbs no tail. Of a path without a log, the history is empty.
     *
     * @return fails with {@link java.io.IOException} if the log cannot be reached
     */
    <T> CompletionStage<T> look(PathName path, LogHistory.Look<T> look);

    /** Ends all tails and writers; what was appended and not yet acknowledged is waited for. */
    @Override
    void close();
}
