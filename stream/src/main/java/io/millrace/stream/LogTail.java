package io.millrace.stream;

/** A path being followed. */
public interface LogTail extends AutoCloseable {
    /** Ends it; a record that is being delivered on another thread may still arrive. */
    @Override
    void close();
}
