package io.millrace.stream;

/** A cursor over a live stream. Its methods are called on the reader's executor. */
public interface Reader extends AutoCloseable {
    /** The peer can take more again. */
    void resume();

    /** Ends the reading; no call to the sink follows. */
    @Override
    void close();
}
