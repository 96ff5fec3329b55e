package io.millrace.control;

import io.millrace.proto.control.ClusterStatus;
import io.millrace.proto.control.Drain;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What this replica knows of the cluster. Thread-safe. */
final class ClusterView {
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final LeaseCoordinator coordinator;
    private final PodWatches watches;
    private final SessionBook sessions;
    private final Topologies topologies;
    private final String replica;
    private final Set<String> draining = ConcurrentHashMap.newKeySet();

    ClusterView(
            String replica,
            LeaseCoordinator coordinator,
            PodWatches watches,
            SessionBook sessions,
            Topologies topologies) {
        this.replica = replica;
        this.coordinator = coordinator;
        this.watches = watches;
        this.sessions = sessions;
        this.topologies = topologies;
    }

    CompletableFuture<ClusterStatus> status() {
        return coordinator
                .leases()
                .thenApply(leases -> {
                    Map<String, Long> held =
                            leases.stream()
                                    .collect(
                                            Collectors.groupingBy(
                                                    Lease::getPod, Collectors.counting()));
                    ClusterStatus.Builder status =
                            ClusterStatus.newBuilder()
                                    .setReplica(replica)
                                    .setTopology(topologies.current());
                    for (String pod : watches.pods()) {
                        status.addPods(
                                Pod.newBuilder()
                                        .setId(pod)
                                        .setSessions(sessions.count(pod))
                                        .setLeases(held.getOrDefault(pod, 0L).intValue())
                                        .setDraining(draining.contains(pod)));
                    }
                    return status.build();
                });
    }

    /**
     * Tells the pod to end its sessions.
     *
     * @param overMillis spread over so long; 0: as is usual
     * @return false if the pod is not in sight
     */
    boolean drain(String pod, long overMillis) {
        if (!watches.isWatching(pod)) {
            return false;
        }
        draining.add(pod);
        long over = overMillis > 0 ? overMillis : DRAIN.toMillis();
        watches.send(
                pod,
                LeaseEvent.newBuilder().setDrain(Drain.newBuilder().setOverMillis(over)).build());
        return true;
    }
}
