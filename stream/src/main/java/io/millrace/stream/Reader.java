package io.millrace.stream;

import java.time.Instant;
import java.util.Optional;

/** A cursor over a live stream. Its methods are called on the reader's executor. */
public interface Reader extends AutoCloseable {
    /** The peer can take more again. */
    void resume();

    /**
     * Where a reader of the past is, on the log's clock: reading since then misses nothing; empty
     * for readers of what is live.
     */
    default Optional<Instant> place() {
        return Optional.empty();
    }

    /** Ends the reading; no call to the sink follows. */
    @Override
    void close();
}
