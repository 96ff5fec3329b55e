package io.millrace.control;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where lease records are kept, and who owns which partition of them. A seam: on Kafka, or in
 * memory in tests.
 */
interface LeaseLog extends AutoCloseable {
    /**
     * Prepares the log; blocks.
     *
     * @return how many partitions it has
     */
    int open() throws IOException;

    /**
     * Begins to tell what is in the log, and what follows; then which partitions are this
     * replica's. Returns when all that was in the log at the beginning is told.
     */
    void follow(Listener listener) throws IOException;

    /** Begins to write, in order; never blocks for long. Fails if the records may not be kept. */
    CompletionStage<Void> append(int partition, List<LogEntry> entries);

    @Override
    void close();

    /** Calls may come on several threads; those of one partition's entries are in order. */
    interface Listener {
        /** Returns when the entries are taken; the log waits. */
        void entries(int partition, List<LogEntry> entries);

        /** All partitions that are this replica's from now on. */
        void assigned(Set<Integer> partitions);
    }
}
