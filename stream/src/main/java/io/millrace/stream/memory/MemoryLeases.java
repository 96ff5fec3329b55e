package io.millrace.stream.memory;

import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Leases of one process: a new publisher takes the path from the old one. Thread-safe. */
public final class MemoryLeases implements Leases {
    private final Map<PathName, Long> epochs = new HashMap<>();
    private final Map<PathName, Held> held = new HashMap<>();
    private final Map<PathName, Deque<Held>> lines = new HashMap<>();

    @Override
    public CompletionStage<Lease> acquire(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        Held lease = new Held(path, onRevoked);
        Held before;
        synchronized (this) {
            before = held.put(path, lease);
            lease.begin();
        }
        if (before != null) {
            before.onRevoked.accept(
                    EndReason.of(EndReason.Kind.OVERRIDDEN, "path was taken by " + peer));
        }
        return CompletableFuture.completedFuture(lease);
    }

    @Override
    public synchronized CompletionStage<Lease> acquireLast(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        Held lease = new Held(path, onRevoked);
        if (held.putIfAbsent(path, lease) == null) {
            lease.begin();
        } else {
            lines.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(lease);
        }
        return CompletableFuture.completedFuture(lease);
    }

    private void promoteNext(PathName path) {
        Held next = lines.getOrDefault(path, new ArrayDeque<>()).poll();
        if (next != null) {
            held.put(path, next);
            next.begin();
        }
    }

    /** Takes the path's lease away, as an operator or control would. */
    public void revoke(PathName path, EndReason reason) {
        Held before;
        synchronized (this) {
            before = held.remove(path);
            promoteNext(path);
        }
        if (before != null) {
            before.onRevoked.accept(reason);
        }
    }

    private final class Held implements Lease {
        private final PathName path;
        private final Consumer<EndReason> onRevoked;
        private final CompletableFuture<Long> turn = new CompletableFuture<>();

        Held(PathName path, Consumer<EndReason> onRevoked) {
            this.path = path;
            this.onRevoked = onRevoked;
        }

        void begin() {
            turn.complete(epochs.merge(path, 1L, Long::sum));
        }

        @Override
        public long epoch() {
            return turn.getNow(0L);
        }

        @Override
        public CompletionStage<Long> held() {
            return turn.minimalCompletionStage();
        }

        @Override
        public void release() {
            synchronized (MemoryLeases.this) {
                if (held.remove(path, this)) {
                    promoteNext(path);
                } else {
                    lines.getOrDefault(path, new ArrayDeque<>()).remove(this);
                }
            }
        }
    }
}
