package io.millrace.control;

import io.millrace.control.LeaseDecision.Revocation;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds which path. A command yields records, and the state changes only by replaying them, so
 * that a new process comes to the same state.
 *
 * <pre>
 * path   free (epoch e)   -Acquire→          held (epoch e+1)
 *        held (epoch e)   -Acquire→          held (epoch e+1), the old lease is revoked
 *        held (epoch e)   -Release e→        free (epoch e)
 *        held (epoch e)   -EndPod of holder→ free (epoch e)
 * </pre>
 *
 * All else changes nothing. Epochs never go back. Not thread-safe.
 */
final class LeaseState {
    private final Map<String, LeaseRecord> records = new HashMap<>();
    private final Map<String, Long> burnt = new HashMap<>();

    /** What the command comes to now; changes nothing. */
    LeaseDecision decide(LeaseCommand command, long nowMillis) {
        return switch (command) {
            case LeaseCommand.Acquire acquire -> acquire(acquire, nowMillis);
            case LeaseCommand.Release(String path, long epoch) -> release(path, epoch);
            case LeaseCommand.EndPod(String pod) -> endPod(pod);
        };
    }

    private LeaseDecision acquire(LeaseCommand.Acquire command, long nowMillis) {
        Lease lease =
                Lease.newBuilder()
                        .setPath(command.path())
                        .setEpoch(nextEpoch(command.path()))
                        .setPod(command.pod())
                        .setPublisher(command.publisher())
                        .setGrantedAtMillis(nowMillis)
                        .build();
        LeaseRecord record =
                LeaseRecord.newBuilder().setEpoch(lease.getEpoch()).setHolder(lease).build();
        String reason = "the path was taken by " + command.publisher();
        return new LeaseDecision(
                List.of(new LeaseChange(command.path(), record)),
                Optional.of(lease),
                holder(command.path()).map(old -> new Revocation(old, reason)).stream().toList());
    }

    private LeaseDecision release(String path, long epoch) {
        boolean held = holder(path).filter(lease -> lease.getEpoch() == epoch).isPresent();
        return held
                ? new LeaseDecision(List.of(freed(path)), Optional.empty(), List.of())
                : LeaseDecision.none();
    }

    private LeaseDecision endPod(String pod) {
        List<LeaseChange> changes = new ArrayList<>();
        List<Revocation> revoked = new ArrayList<>();
        for (Lease lease : leases()) {
            if (lease.getPod().equals(pod)) {
                changes.add(freed(lease.getPath()));
                revoked.add(new Revocation(lease, "control had lost sight of pod " + pod));
            }
        }
        return new LeaseDecision(changes, Optional.empty(), revoked);
    }

    private LeaseChange freed(String path) {
        return new LeaseChange(path, LeaseRecord.newBuilder().setEpoch(epoch(path)).build());
    }

    /** Takes a record over; one with an older epoch than known is dropped. */
    void replay(LeaseChange change) {
        if (change.record().getEpoch() >= epoch(change.path())) {
            records.put(change.path(), change.record());
        }
    }

    /** The newest epoch that was granted; 0 if none ever was. */
    long epoch(String path) {
        LeaseRecord record = records.get(path);
        return record == null ? 0 : record.getEpoch();
    }

    /** Never grants {@code epoch} of the path: it may stand in the log without our knowing. */
    void burn(String path, long epoch) {
        burnt.merge(path, epoch, Math::max);
    }

    private long nextEpoch(String path) {
        return Math.max(epoch(path), burnt.getOrDefault(path, 0L)) + 1;
    }

    private Optional<Lease> holder(String path) {
        LeaseRecord record = records.get(path);
        return record == null || !record.hasHolder()
                ? Optional.empty()
                : Optional.of(record.getHolder());
    }

    /** Leases that are held, by path. */
    List<Lease> leases() {
        return records.keySet().stream().sorted().flatMap(path -> holder(path).stream()).toList();
    }
}
