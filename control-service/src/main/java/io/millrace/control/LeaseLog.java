package io.millrace.control;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Where lease records are kept. A seam: on Kafka, or in memory in tests. Calls block. */
interface LeaseLog extends AutoCloseable {
    /** Gives every path's newest record; older ones may come before it. */
    void replay(Consumer<LeaseChange> consumer) throws IOException;

    /** Returns when all changes are kept for good; they may be kept in part if it fails. */
    void append(List<LeaseChange> changes) throws IOException;

    @Override
    void close();
}
