package io.millrace.control;

import io.millrace.proto.control.Lease;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.proto.control.Path;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import io.millrace.runtime.job.JobNames;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Paths as operators see them: leases with their sessions. Thread-safe. */
final class PathsView {
    private final LeaseCoordinator coordinator;
    private final SessionBook sessions;

    PathsView(LeaseCoordinator coordinator, SessionBook sessions) {
        this.coordinator = coordinator;
        this.sessions = sessions;
    }

    CompletableFuture<ListPathsResponse> list(ListPathsRequest request) {
        return coordinator.query(all -> listed(all, request));
    }

    private ListPathsResponse listed(List<LeasePartition> all, ListPathsRequest request) {
        List<Lease> held =
                all.stream()
                        .flatMap(partition -> partition.leases().stream())
                        .filter(lease -> !JobNames.isJob(lease.getPath()))
                        .filter(lease -> lease.getPath().startsWith(request.getPrefix()))
                        .sorted(Comparator.comparing(Lease::getPath))
                        .toList();
        Map<String, Long> standbys =
                all.stream()
                        .flatMap(partition -> partition.standbys().stream())
                        .collect(Collectors.groupingBy(Lease::getPath, Collectors.counting()));
        Page<Lease> page = Page.of(held, request.getPage(), request.getItemsPerPage());
        Map<String, Path.Builder> shown = new HashMap<>();
        for (Session session : sessions.list(SessionFilter.getDefaultInstance())) {
            count(session, shown.computeIfAbsent(session.getPath(), _ -> Path.newBuilder()));
        }
        ListPathsResponse.Builder response =
                ListPathsResponse.newBuilder()
                        .setItemCount(page.itemCount())
                        .setPageCount(page.pageCount());
        for (Lease lease : page.items()) {
            response.addPaths(
                    shown.getOrDefault(lease.getPath(), Path.newBuilder())
                            .setName(lease.getPath())
                            .setEpoch(lease.getEpoch())
                            .setPod(lease.getPod())
                            .setPublisher(lease.getPublisher())
                            .setGrantedAtMillis(lease.getGrantedAtMillis())
                            .setStandbys(standbys.getOrDefault(lease.getPath(), 0L).intValue()));
        }
        return response.build();
    }

    private static void count(Session session, Path.Builder path) {
        switch (session.getKind()) {
            case READ -> path.setReaders(path.getReaders() + 1);
            case PUBLISH -> {
                if (session.getState().equals("publishing")) {
                    path.setBytes(session.getBytes());
                }
            }
            case MUXER, KIND_UNSPECIFIED, UNRECOGNIZED -> {
                // no peer, or of a newer version: nothing to count
            }
        }
    }
}
