package io.millrace.control;

/** What somebody asks of the leases. */
sealed interface LeaseCommand {
    /** A pod wants a path for a publisher of its own. */
    record Acquire(String path, String pod, String publisher) implements LeaseCommand {}

    /** A publisher left. */
    record Release(String path, long epoch) implements LeaseCommand {}

    /** A pod was not seen for too long. */
    record EndPod(String pod) implements LeaseCommand {}
}
