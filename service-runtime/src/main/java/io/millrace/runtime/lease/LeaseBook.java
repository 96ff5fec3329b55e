package io.millrace.runtime.lease;

import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The leases that this pod asked for and holds, by request. An event may arrive before the answer
 * that it follows, as both come on streams of their own: it is kept. Thread-safe; callbacks run
 * outside of its lock.
 *
 * <pre>
 * asked    -granted→    held
 * asked    -standby→    standing by  -promoted→ held
 * any      -revoked, removed→        gone
 * </pre>
 */
final class LeaseBook {
    private final Map<String, Entry> entries = new HashMap<>();

    /** What is known of a request that control has answered. */
    record Known(String requestId, PathName path, boolean held) {}

    private static final class Entry {
        private final PathName path;
        private final Consumer<EndReason> onRevoked;
        private final CompletableFuture<Long> promotion = new CompletableFuture<>();
        private boolean answered;
        private long epoch;
        private Optional<EndReason> revokedEarly = Optional.empty();

        Entry(PathName path, Consumer<EndReason> onRevoked) {
            this.path = path;
            this.onRevoked = onRevoked;
        }
    }

    /** A request begins. */
    synchronized void ask(String requestId, PathName path, Consumer<EndReason> onRevoked) {
        entries.put(requestId, new Entry(path, onRevoked));
    }

    /**
     * The request was granted.
     *
     * @return why the lease has ended already, if it has
     */
    Optional<EndReason> grant(String requestId, long epoch) {
        promote(requestId, epoch);
        return standby(requestId);
    }

    /**
     * The request waits in line.
     *
     * @return why it has ended already, if it has
     */
    synchronized Optional<EndReason> standby(String requestId) {
        Entry entry = existing(requestId);
        entry.answered = true;
        if (entry.revokedEarly.isPresent()) {
            entries.remove(requestId);
        }
        return entry.revokedEarly;
    }

    private Entry existing(String requestId) {
        Entry entry = entries.get(requestId);
        if (entry == null) {
            throw new IllegalStateException("nobody asked as " + requestId);
        }
        return entry;
    }

    /** Completes with the epoch when the lease is held. */
    synchronized CompletableFuture<Long> promotion(String requestId) {
        return existing(requestId).promotion;
    }

    /** The path is this request's now. */
    void promote(String requestId, long epoch) {
        CompletableFuture<Long> promotion;
        synchronized (this) {
            @Nullable Entry entry = entries.get(requestId);
            if (entry == null) {
                return;
            }
            entry.epoch = epoch;
            promotion = entry.promotion;
        }
        promotion.complete(epoch);
    }

    /** Ours to give back; false if it was taken before. */
    synchronized boolean remove(String requestId) {
        return entries.remove(requestId) != null;
    }

    /** Control took a lease away. */
    void revoke(String requestId, EndReason reason) {
        @Nullable Entry entry;
        synchronized (this) {
            entry = entries.get(requestId);
            if (entry != null && !entry.answered) {
                entry.revokedEarly = Optional.of(reason);
                return;
            }
            entries.remove(requestId);
        }
        if (entry != null) {
            entry.onRevoked.accept(reason);
        }
    }

    /** Whether the request is under way, waits, or holds. */
    synchronized boolean knows(String requestId) {
        return entries.containsKey(requestId);
    }

    /** Requests that control has answered. */
    synchronized List<Known> answered() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().answered)
                .map(entry ->
                        new Known(
                                entry.getKey(), entry.getValue().path, entry.getValue().epoch > 0))
                .toList();
    }
}
