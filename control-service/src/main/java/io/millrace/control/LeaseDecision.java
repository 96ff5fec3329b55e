package io.millrace.control;

import io.millrace.proto.control.Lease;
import java.util.List;
import java.util.Optional;

/**
 * What a command comes to. Nothing of it holds before its changes are in the log.
 *
 * @param changes records to write, in order
 * @param granted the new lease, if the command asked for one
 * @param revoked leases that end against their pod's will, with the reason
 */
record LeaseDecision(List<LeaseChange> changes, Optional<Lease> granted, List<Revocation> revoked) {
    LeaseDecision {
        changes = List.copyOf(changes);
        revoked = List.copyOf(revoked);
    }

    /** A lease that is taken away. */
    record Revocation(Lease lease, String reason) {}

    /** Nothing to do. */
    static LeaseDecision none() {
        return new LeaseDecision(List.of(), Optional.empty(), List.of());
    }
}
