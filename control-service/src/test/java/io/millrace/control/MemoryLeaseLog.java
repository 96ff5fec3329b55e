package io.millrace.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A lease log in memory that outlives its coordinators, and fails when told to. */
final class MemoryLeaseLog implements LeaseLog {
    final List<LeaseChange> records = new CopyOnWriteArrayList<>();
    volatile Failure failure = Failure.NONE;

    enum Failure {
        NONE,
        /** The records are not kept. */
        BEFORE,
        /** The records are kept, but the writer is not told. */
        AFTER
    }

    @Override
    public void replay(Consumer<LeaseChange> consumer) {
        new ArrayList<>(records).forEach(consumer);
    }

    @Override
    public void append(List<LeaseChange> changes) throws IOException {
        Failure how = failure;
        if (how != Failure.BEFORE) {
            records.addAll(changes);
        }
        if (how != Failure.NONE) {
            throw new IOException("log failed " + how);
        }
    }

    @Override
    public void close() {
        // kept for the next one
    }
}
