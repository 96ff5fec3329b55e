package io.millrace.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A lease log in memory that outlives its replicas, and fails when told to. Thread-safe. */
final class MemoryLeaseLog {
    static final int PARTITIONS = 4;

    private final List<Written> records = new ArrayList<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    volatile Failure failure = Failure.NONE;

    enum Failure {
        NONE,
        /** The records are not kept. */
        BEFORE,
        /** The records are kept, but the writer is not told. */
        AFTER
    }

    private record Written(int partition, LogEntry entry) {}

    /** A replica's access; assigned nothing until {@link Session#assign}. */
    Session session() {
        return new Session(false);
    }

    /** Access of the only replica. */
    Session alone() {
        return new Session(true);
    }

    synchronized int size() {
        return records.size();
    }

    private synchronized void add(int partition, List<LogEntry> entries) {
        entries.forEach(entry -> records.add(new Written(partition, entry)));
        sessions.forEach(session -> session.deliver(partition, entries));
    }

    private synchronized List<Written> join(Session session) {
        sessions.add(session);
        return List.copyOf(records);
    }

    final class Session implements LeaseLog {
        private final boolean alone;
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private volatile Listener listener = new Nobody();

        Session(boolean alone) {
            this.alone = alone;
        }

        @Override
        public int open() {
            return PARTITIONS;
        }

        @Override
        public void follow(Listener follower) {
            listener = follower;
            for (Written written : join(this)) {
                follower.entries(written.partition(), List.of(written.entry()));
            }
            if (alone) {
                follower.assigned(all());
            }
        }

        void assign(Set<Integer> partitions) {
            listener.assigned(partitions);
        }

        private void deliver(int partition, List<LogEntry> entries) {
            thread.execute(() -> listener.entries(partition, entries));
        }

        @Override
        public CompletionStage<Void> append(int partition, List<LogEntry> entries) {
            Failure how = failure;
            if (how != Failure.BEFORE) {
                add(partition, entries);
            }
            return how == Failure.NONE
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new IOException("log failed " + how));
        }

        @Override
        public void close() {
            sessions.remove(this);
            thread.shutdownNow();
        }
    }

    /** Before a session follows. */
    private static final class Nobody implements LeaseLog.Listener {
        @Override
        public void entries(int partition, List<LogEntry> entries) {
            throw new IllegalStateException("nobody follows");
        }

        @Override
        public void assigned(Set<Integer> partitions) {
            throw new IllegalStateException("nobody follows");
        }
    }

    static Set<Integer> all() {
        return IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toUnmodifiableSet());
    }
}
