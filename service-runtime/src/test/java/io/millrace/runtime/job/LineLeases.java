package io.millrace.runtime.job;

import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Leases whose seekers wait in line, as control has them for jobs. */
final class LineLeases implements Leases {
    private final Map<PathName, Deque<Place>> lines = new HashMap<>();
    private final List<String> released = new ArrayList<>();
    private long epoch;

    @Override
    public synchronized CompletionStage<Lease> acquire(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        Place place = new Place(path, onRevoked);
        Deque<Place> line = lines.computeIfAbsent(path, _ -> new ArrayDeque<>());
        line.addLast(place);
        promote(line);
        return CompletableFuture.completedFuture(place);
    }

    private void promote(Deque<Place> line) {
        if (!line.isEmpty() && !line.getFirst().held.isDone()) {
            line.getFirst().held.complete(++epoch);
        }
    }

    /** How many have or wait for something. */
    synchronized int seekers() {
        return lines.values().stream().mapToInt(Deque::size).sum();
    }

    /** What was given back, and to whom. */
    synchronized List<String> released() {
        return List.copyOf(released);
    }

    /** The holders are gone, as control sees it. */
    void revokeHolders() {
        for (Deque<Place> line : Map.copyOf(lines).values()) {
            Place holder = line.removeFirst();
            synchronized (this) {
                promote(line);
            }
            holder.onRevoked.accept(EndReason.of(EndReason.Kind.OVERRIDDEN, "lost"));
        }
    }

    private final class Place implements Lease {
        private final PathName path;
        private final Consumer<EndReason> onRevoked;
        private final CompletableFuture<Long> held = new CompletableFuture<>();

        Place(PathName path, Consumer<EndReason> onRevoked) {
            this.path = path;
            this.onRevoked = onRevoked;
        }

        @Override
        public long epoch() {
            return held.getNow(0L);
        }

        @Override
        public CompletionStage<Long> held() {
            return held;
        }

        @Override
        public void release() {
            releaseTo("");
        }

        @Override
        public void releaseTo(String pod) {
            synchronized (LineLeases.this) {
                released.add(path + " to '" + pod + "'");
                Deque<Place> line = lines.getOrDefault(path, new ArrayDeque<>());
                line.remove(this);
                promote(line);
            }
        }
    }
}
