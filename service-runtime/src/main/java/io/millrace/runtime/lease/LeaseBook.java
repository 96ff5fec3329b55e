package io.millrace.runtime.lease;

import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The leases that this pod holds. A revocation may arrive before the grant that it takes back, as
 * both come on streams of their own: it is kept while a request for its path is under way.
 * Thread-safe; callbacks run outside of its lock.
 */
final class LeaseBook {
    private final Map<PathName, Held> held = new HashMap<>();
    private final Map<PathName, Asked> asked = new HashMap<>();

    /** A lease of ours. */
    record Held(PathName path, long epoch, Consumer<EndReason> onRevoked) {}

    /** Requests for one path that are under way, and what came early. */
    private static final class Asked {
        private int requests;
        private long revokedEpoch = -1;
        private EndReason reason = EndReason.of(EndReason.Kind.OVERRIDDEN, "");
    }

    /** A request for the path begins. */
    synchronized void ask(PathName path) {
        asked.computeIfAbsent(path, _ -> new Asked()).requests++;
    }

    /** A request for the path failed. */
    synchronized void giveUp(PathName path) {
        answered(path);
    }

    /**
     * A request for the path was granted.
     *
     * @return why the lease has ended already, if it has
     */
    synchronized Optional<EndReason> grant(Held lease) {
        Asked early = answered(lease.path());
        if (early.revokedEpoch >= lease.epoch()) {
            return Optional.of(early.reason);
        }
        held.merge(lease.path(), lease, (old, other) -> old.epoch() > other.epoch() ? old : other);
        return Optional.empty();
    }

    private Asked answered(PathName path) {
        Asked requests = asked.get(path);
        if (requests == null) {
            throw new IllegalStateException("nobody asked for " + path);
        }
        requests.requests--;
        if (requests.requests == 0) {
            asked.remove(path);
        }
        return requests;
    }

    /** Ours to give back; false if it was taken before. */
    synchronized boolean remove(PathName path, long epoch) {
        Held lease = held.get(path);
        return lease != null && lease.epoch() == epoch && held.remove(path) != null;
    }

    synchronized List<Held> all() {
        return List.copyOf(held.values());
    }

    /** Control took a lease away. */
    void revoke(PathName path, long epoch, EndReason reason) {
        Optional<Held> lease = take(path, epoch, reason);
        lease.ifPresent(ours -> ours.onRevoked().accept(reason));
    }

    private synchronized Optional<Held> take(PathName path, long epoch, EndReason reason) {
        Held lease = held.get(path);
        if (lease != null && lease.epoch() == epoch) {
            held.remove(path);
            return Optional.of(lease);
        }
        Asked requests = asked.get(path);
        if (requests != null && epoch > requests.revokedEpoch) {
            requests.revokedEpoch = epoch;
            requests.reason = reason;
        }
        return Optional.empty();
    }
}
