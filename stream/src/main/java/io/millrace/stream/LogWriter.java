package io.millrace.stream;

import java.util.Optional;

/** Appends one epoch's records to one path's log. Used by one thread at a time. */
public interface LogWriter extends AutoCloseable {
    /** Where the log stood when this writer was opened; empty if there was nothing. */
    Optional<LogHead> head();

    /**
     * Appends without blocking. {@code onDone} is called later on a thread of the log, once for
     * each accepted record, in order.
     *
     * @return false if the log's bounded buffer has no room: the record was not taken
     */
    boolean append(StreamRecord record, AppendListener onDone);

    /** Payload bytes appended and not yet acknowledged. */
    long pendingBytes();

    /** No more appends; what was accepted is still written. */
    @Override
    void close();

    /** Told what became of an appended record. */
    @FunctionalInterface
    interface AppendListener {
        /** {@code failure} is empty once the record is acknowledged. */
        void onDone(StreamRecord record, Optional<Exception> failure);
    }
}
