package io.millrace.control;

import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.Kick;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionCommand;
import io.millrace.proto.control.SessionFilter;
import io.millrace.proto.control.SessionReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of all pods, as they report them to this replica. Those of a pod whose report ended
 * are forgotten after the grace. Thread-safe; writes to a stream never block.
 */
final class SessionBook implements PodReports.Book<SessionReport, SessionCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(SessionBook.class);
    private static final Comparator<Session> ORDER =
            Comparator.comparing(Session::getPod)
                    .thenComparingLong(Session::getSinceMillis)
                    .thenComparing(Session::getId);

    private final Map<String, Pod> pods = new HashMap<>();
    private final ScheduledExecutorService timer;
    private final Duration grace;
    private final Consumer<Change> onChange;

    /** A session that opened or closed. */
    record Change(Session session, boolean opened) {}

    private static final class Pod {
        private final Map<String, Session> sessions = new HashMap<>();
        private Optional<StreamObserver<SessionCommand>> commands = Optional.empty();
    }

    /**
     * @param onChange told outside of any lock
     */
    SessionBook(ScheduledExecutorService timer, Duration grace, Consumer<Change> onChange) {
        this.timer = timer;
        this.grace = grace;
        this.onChange = onChange;
    }

    /** A report of a pod, on this stream. */
    @Override
    public void report(SessionReport report, StreamObserver<SessionCommand> commands) {
        List<Change> changes = new ArrayList<>();
        synchronized (this) {
            Pod pod = pods.computeIfAbsent(report.getPod(), _ -> new Pod());
            pod.commands = Optional.of(commands);
            if (report.getComplete()) {
                Set<String> reported = new HashSet<>(report.getOpenList());
                report.getSessionsList().forEach(session -> reported.add(session.getId()));
                for (String id : List.copyOf(pod.sessions.keySet())) {
                    if (!reported.contains(id)) {
                        remove(pod, id, changes);
                    }
                }
            }
            for (Session session : report.getSessionsList()) {
                Session own = session.toBuilder().setPod(report.getPod()).build();
                if (pod.sessions.put(own.getId(), own) == null) {
                    changes.add(new Change(own, true));
                }
            }
            report.getClosedList().forEach(id -> remove(pod, id, changes));
        }
        tell(changes);
    }

    /** Nobody opens or closes a path that is packaged, nor a crowd of readers. */
    private void tell(List<Change> changes) {
        changes.stream()
                .filter(change -> change.session().getKind() != Session.Kind.MUXER)
                .filter(change -> change.session().getCount() == 0)
                .forEach(onChange);
    }

    /** How many peers a session stands for. */
    static int peers(Session session) {
        return Math.max(1, session.getCount());
    }

    private static void remove(Pod pod, String id, List<Change> changes) {
        Session closed = pod.sessions.remove(id);
        if (closed != null) {
            changes.add(new Change(closed, false));
        }
    }

    /** The stream of a pod ended. */
    @Override
    public synchronized void ended(String name, StreamObserver<SessionCommand> commands) {
        Pod pod = pods.get(name);
        if (pod == null || pod.commands.filter(commands::equals).isEmpty()) {
            return;
        }
        pod.commands = Optional.empty();
        try {
            var _ =
                    timer.schedule(
                            () -> forget(name, pod), grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("control is going down", stopping);
        }
    }

    private void forget(String name, Pod pod) {
        List<Change> changes = new ArrayList<>();
        synchronized (this) {
            if (pod.commands.isPresent() || !pods.remove(name, pod)) {
                return;
            }
            pod.sessions.values().forEach(session -> changes.add(new Change(session, false)));
        }
        LOG.info("pod {} is gone with {} sessions", name, changes.size());
        tell(changes);
    }

    /**
     * Those that match, in order.
     *
     * @throws IllegalArgumentException if the filter makes no sense
     */
    synchronized List<Session> list(SessionFilter filter) {
        NameFilter names = NameFilter.of("", filter.getContains(), filter.getMatching());
        return pods.values().stream()
                .flatMap(pod -> pod.sessions.values().stream())
                .filter(session -> matches(session, filter) && names.test(session.getPath()))
                .sorted(ORDER)
                .toList();
    }

    private static boolean matches(Session session, SessionFilter filter) {
        return matches(session.getId(), filter.getId())
                && matches(session.getPath(), filter.getPath())
                && matches(session.getPod(), filter.getPod())
                && matches(session.getProtocol(), filter.getProtocol())
                && matches(session.getUser(), filter.getUser())
                && matches(session.getState(), filter.getState())
                && matches(session.getKind(), filter.getKind());
    }

    /** Paths that are packaged are nobody's sessions: they are listed where they are asked for. */
    private static boolean matches(Session.Kind kind, Session.Kind wanted) {
        return wanted == Session.Kind.KIND_UNSPECIFIED
                ? kind != Session.Kind.MUXER
                : kind == wanted;
    }

    private static boolean matches(String value, String wanted) {
        return wanted.isEmpty() || value.equals(wanted);
    }

    /**
     * Has the pods end sessions.
     *
     * @return how many peers were asked to end
     * @throws IllegalArgumentException if the filter makes no sense
     */
    synchronized int kick(SessionFilter filter, String reason) {
        int kicked = 0;
        for (Session session : list(filter)) {
            Pod pod = pods.get(session.getPod());
            if (pod != null && pod.commands.isPresent()) {
                Kick kick = Kick.newBuilder().setId(session.getId()).setReason(reason).build();
                pod.commands.get().onNext(SessionCommand.newBuilder().setKick(kick).build());
                kicked += peers(session);
            }
        }
        return kicked;
    }

    /** How many peers a pod has. */
    synchronized int count(String name) {
        Pod pod = pods.get(name);
        return pod == null
                ? 0
                : pod.sessions.values().stream()
                        .filter(session -> session.getKind() != Session.Kind.MUXER)
                        .mapToInt(SessionBook::peers)
                        .sum();
    }
}
