package io.millrace.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Who may write a path. A seam: control over gRPC, or in memory. Thread-safe, never blocks. */
public interface Leases {
    /**
     * Asks for the path.
     *
     * @param onRevoked called at most once if the lease is taken away
     * @return fails with {@link RefusedException}
     */
    CompletionStage<Lease> acquire(PathName path, String peer, Consumer<EndReason> onRevoked);

    /**
     * Likewise, for one that gives way to everybody: it waits in line, behind all others, while
     * somebody has the path, and loses it to whoever asks. As any other where there are no lines.
     */
    default CompletionStage<Lease> acquireLast(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        return acquire(path, peer, onRevoked);
    }

    /** The right to write {@code epoch} of a path, or a place in line for it. */
    interface Lease {
        /** The epoch; 0 while the lease stands by. */
        long epoch();

        /** Completes with the epoch as soon as the path may be written. */
        default CompletionStage<Long> held() {
            return CompletableFuture.completedStage(epoch());
        }

        /** Gives it back; {@code onRevoked} is not called any more. */
        void release();

        /** Likewise; of those who wait in line for it, this pod is to have it. */
        default void releaseTo(String pod) {
            release();
        }
    }
}
