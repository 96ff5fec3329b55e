package io.millrace.control;

import io.millrace.proto.control.Lease;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.proto.control.Path;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import io.millrace.runtime.config.SourceAddress;
import io.millrace.runtime.job.JobNames;
import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Paths as operators see them: leases with their sessions. Thread-safe. */
final class PathsView {
    private static final String PUBLISHING = "publishing";
    private static final String UNSEEN = "unseen";
    private static final String IDLE = "idle";

    private final LeaseCoordinator coordinator;
    private final SessionBook sessions;
    private final PathPolicies policies;

    PathsView(LeaseCoordinator coordinator, SessionBook sessions, PathPolicies policies) {
        this.coordinator = coordinator;
        this.sessions = sessions;
        this.policies = policies;
    }

    /**
     * Those that the request wants.
     *
     * @return fails with {@link IllegalArgumentException} if it makes no sense
     */
    CompletableFuture<ListPathsResponse> list(ListPathsRequest request) {
        NameFilter names;
        try {
            names =
                    NameFilter.of(
                            request.getPrefix(), request.getContains(), request.getMatching());
        } catch (IllegalArgumentException senseless) {
            return CompletableFuture.failedFuture(senseless);
        }
        return coordinator.query(all -> listed(all, request, names));
    }

    private ListPathsResponse listed(
            List<LeasePartition> all, ListPathsRequest request, NameFilter names) {
        Map<String, Path.Builder> told = told();
        Map<String, Long> standbys =
                all.stream()
                        .flatMap(partition -> partition.standbys().stream())
                        .collect(Collectors.groupingBy(Lease::getPath, Collectors.counting()));
        List<Path> wanted =
                all.stream()
                        .flatMap(partition -> partition.leases().stream())
                        .filter(lease -> !JobNames.isJob(lease.getPath()))
                        .filter(lease -> names.test(lease.getPath()))
                        .map(lease ->
                                path(
                                        lease,
                                        told.getOrDefault(lease.getPath(), Path.newBuilder()),
                                        standbys.getOrDefault(lease.getPath(), 0L)))
                        .collect(Collectors.toCollection(ArrayList::new));
        wanted.addAll(sentElsewhere(wanted, names));
        wanted.sort(Comparator.comparing(Path::getName));
        wanted.removeIf(path -> !matches(path, request));
        Page<Path> page = Page.of(wanted, request.getPage(), request.getItemsPerPage());
        return ListPathsResponse.newBuilder()
                .setItemCount(page.itemCount())
                .setPageCount(page.pageCount())
                .addAllPaths(page.items())
                .build();
    }

    /** Names of the settings that nobody publishes, and whose readers are sent elsewhere. */
    private List<Path> sentElsewhere(List<Path> published, NameFilter names) {
        Set<String> known = published.stream().map(Path::getName).collect(Collectors.toSet());
        return policies.named().entrySet().stream()
                .filter(entry -> entry.getValue().redirect().isSet())
                .map(entry -> entry.getKey().value())
                .filter(name -> !known.contains(name) && names.test(name))
                .map(name -> settings(Path.newBuilder().setName(name).setState(IDLE)).build())
                .toList();
    }

    private Path.Builder settings(Path.Builder path) {
        policies.settingsOf(new PathName(path.getName()))
                .ifPresent(settings ->
                        path.addAllRedirect(settings.redirect().urls())
                                .setFallback(
                                        settings.fallback().map(SourceAddress::shown).orElse("")));
        return path;
    }

    /** What the sessions tell of each path. */
    private Map<String, Path.Builder> told() {
        Map<String, Path.Builder> told = new HashMap<>();
        for (Session session : sessions.list(SessionFilter.getDefaultInstance())) {
            count(session, told.computeIfAbsent(session.getPath(), _ -> Path.newBuilder()));
        }
        return told;
    }

    private Path path(Lease lease, Path.Builder told, long standbys) {
        return settings(told.setName(lease.getPath()))
                .setEpoch(lease.getEpoch())
                .setPod(lease.getPod())
                .setPublisher(lease.getPublisher())
                .setProtocol(lease.getPublisher().split(" ", 2)[0])
                .setState(told.getState().isEmpty() ? UNSEEN : told.getState())
                .setGrantedAtMillis(lease.getGrantedAtMillis())
                .setStandbys((int) standbys)
                .build();
    }

    private static boolean matches(Path path, ListPathsRequest request) {
        return matches(path.getProtocol(), request.getProtocol())
                && matches(path.getState(), request.getState())
                && matches(path.getPod(), request.getPod());
    }

    private static boolean matches(String value, String wanted) {
        return wanted.isEmpty() || value.equals(wanted);
    }

    private static void count(Session session, Path.Builder path) {
        switch (session.getKind()) {
            case READ -> path.setReaders(path.getReaders() + SessionBook.peers(session));
            case PUBLISH -> {
                if (session.getState().equals(PUBLISHING)) {
                    path.setBytes(session.getBytes()).setState(PUBLISHING);
                }
            }
            case MUXER, KIND_UNSPECIFIED, UNRECOGNIZED -> {
                // no peer, or of a newer version: nothing to count
            }
        }
    }
}
