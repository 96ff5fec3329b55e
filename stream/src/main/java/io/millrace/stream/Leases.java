package io.millrace.stream;

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

    /** The right to write {@code epoch} of a path. */
    interface Lease {
        long epoch();

        /** Gives it back; {@code onRevoked} is not called any more. */
        void release();
    }
}
