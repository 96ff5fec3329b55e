package io.millrace.control;

import io.millrace.runtime.config.PublishPolicy;

/** What somebody asks of the leases of one partition. */
sealed interface LeaseCommand {
    /**
     * A pod wants a path for a publisher of its own.
     *
     * @param requestId the same for every retry
     * @param yields whether it gives way to everybody
     */
    record Acquire(
            String path,
            String pod,
            String publisher,
            String requestId,
            PublishPolicy policy,
            boolean yields)
            implements LeaseCommand {
        /** Of one that gives way as the policy says. */
        Acquire(String path, String pod, String publisher, String requestId, PublishPolicy policy) {
            this(path, pod, publisher, requestId, policy, false);
        }
    }

    /**
     * A publisher left.
     *
     * @param requestId which one; empty: the one with this epoch
     * @param toPod which is to have the path next if it waits in line; empty: as always
     */
    record Release(String path, long epoch, String requestId, String toPod)
            implements LeaseCommand {
        /** Whoever is next has the path. */
        Release(String path, long epoch, String requestId) {
            this(path, epoch, requestId, "");
        }
    }

    /**
     * A pod was not seen for too long.
     *
     * @param prefix of the paths that it loses; empty: all
     */
    record EndPod(String pod, String reason, String prefix) implements LeaseCommand {
        /** It loses everything. */
        EndPod(String pod, String reason) {
            this(pod, reason, "");
        }
    }

    /** A void record hides the path's valid one from compaction: write it again. */
    record Rewrite(String path) implements LeaseCommand {}
}
