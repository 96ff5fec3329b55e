package io.millrace.control;

import io.grpc.stub.ServerCallStreamObserver;
import io.millrace.control.LogEntry.Member;
import io.millrace.proto.control.Replica;
import io.millrace.proto.control.Topology;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who owns what, told to all who watch. Thread-safe; writes to a stream never block. */
final class Topologies {
    private final Set<ServerCallStreamObserver<Topology>> watchers = new HashSet<>();
    private Topology current = Topology.getDefaultInstance();

    /** The owners by partition, as the log says. */
    synchronized void update(List<Optional<Member>> owners) {
        Topology next = topology(owners);
        if (!next.equals(current)) {
            current = next;
            watchers.removeIf(ServerCallStreamObserver::isCancelled);
            watchers.forEach(watcher -> watcher.onNext(next));
        }
    }

    static Topology topology(List<Optional<Member>> owners) {
        Map<Member, Replica.Builder> replicas = new LinkedHashMap<>();
        for (int partition = 0; partition < owners.size(); partition++) {
            if (owners.get(partition).isPresent()) {
                Member owner = owners.get(partition).get();
                replicas.computeIfAbsent(
                                owner,
                                _ ->
                                        Replica.newBuilder()
                                                .setId(owner.id())
                                                .setAddress(owner.address()))
                        .addPartitions(partition);
            }
        }
        Topology.Builder topology = Topology.newBuilder().setPartitions(owners.size());
        replicas.values().forEach(topology::addReplicas);
        return topology.build();
    }

    synchronized Topology current() {
        return current;
    }

    /** Takes a stream over until it is cancelled. */
    void watch(ServerCallStreamObserver<Topology> watcher) {
        watcher.setOnCancelHandler(() -> forget(watcher));
        synchronized (this) {
            watchers.add(watcher);
            watcher.onNext(current);
        }
    }

    private synchronized void forget(ServerCallStreamObserver<Topology> watcher) {
        watchers.remove(watcher);
    }
}
