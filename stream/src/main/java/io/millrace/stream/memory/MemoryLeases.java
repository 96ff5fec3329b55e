package io.millrace.stream.memory;

import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Leases of one process: a new publisher takes the path from the old one. Thread-safe. */
public final class MemoryLeases implements Leases {
    private final Map<PathName, Long> epochs = new HashMap<>();
    private final Map<PathName, Held> held = new HashMap<>();

    @Override
    public CompletionStage<Lease> acquire(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        Held lease;
        Held before;
        synchronized (this) {
            long epoch = epochs.merge(path, 1L, Long::sum);
            lease = new Held(path, epoch, onRevoked);
            before = held.put(path, lease);
        }
        if (before != null) {
            before.onRevoked.accept(
                    EndReason.of(EndReason.Kind.OVERRIDDEN, "path was taken by " + peer));
        }
        return CompletableFuture.completedFuture(lease);
    }

    /** Takes the path's lease away, as an operator or control would. */
    public void revoke(PathName path, EndReason reason) {
        Held before;
        synchronized (this) {
            before = held.remove(path);
        }
        if (before != null) {
            before.onRevoked.accept(reason);
        }
    }

    private final class Held implements Lease {
        private final PathName path;
        private final long epoch;
        private final Consumer<EndReason> onRevoked;

        Held(PathName path, long epoch, Consumer<EndReason> onRevoked) {
            this.path = path;
            this.epoch = epoch;
            this.onRevoked = onRevoked;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public void release() {
            synchronized (MemoryLeases.this) {
                held.remove(path, this);
            }
        }
    }
}
