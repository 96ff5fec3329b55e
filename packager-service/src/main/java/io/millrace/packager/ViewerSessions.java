package io.millrace.packager;

import io.millrace.runtime.access.SessionLimits;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The viewers of this pod, by the id in their tokens, or made of what their requests look like.
 * Each is a session in the cluster's list, has a place among the path's readers, and ends {@value
 * #IDLE_SECONDS} seconds after its last request, when its permission ends, or when it is kicked;
 * then it is refused. A pod that is drained serves whoever still asks: a viewer has no connection
 * to lose, and is with another pod once its front door sends it there. Thread-safe, never blocks.
 */
final class ViewerSessions implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private static final long IDLE_MILLIS = IDLE_SECONDS * 1000L;
    private static final long TICK_MILLIS = 1_000;
    private static final int MAX_SESSIONS = 200_000;
    private static final int MAX_KICKED = 10_000;

    private final SessionRegistry registry;
    private final SessionLimits limits;
    private final int requestsPerViewer;
    private final InstantSource clock;
    private final Ticker.Registration tick;
    private final LongAdder tooManyRequests;
    private final LongAdder tooManyReaders;
    private final LongAdder refusedKicked;
    private final Map<String, ViewerSession> sessions = new ConcurrentHashMap<>();
    private final ReentrantLock opening = new ReentrantLock();
    // Guarded by the lock.
    private final Map<String, Instant> kicked =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > MAX_KICKED;
                }
            };
    private volatile boolean anyKicked;

    /** What the sessions live in. */
    record Surroundings(
            SessionRegistry registry, InstantSource clock, Ticker ticker, Counters counters) {}

    ViewerSessions(Surroundings around, SessionLimits limits, int requestsPerViewer) {
        this.registry = around.registry();
        this.limits = limits;
        this.requestsPerViewer = requestsPerViewer;
        this.clock = around.clock();
        Counters counters = around.counters();
        this.tooManyRequests = refused(counters, "requests-per-viewer");
        this.tooManyReaders = refused(counters, "max-readers");
        this.refusedKicked = refused(counters, "kicked");
        counters.gauge("packager_viewers", sessions::size);
        this.tick = around.ticker().every(TICK_MILLIS, this::endThoseOver);
    }

    private static LongAdder refused(Counters counters, String reason) {
        return counters.counter("packager_viewers_refused", "reason", reason);
    }

    /**
     * A viewer that may watch.
     *
     * @param expires when its permission ends
     * @param refusedUntil how long it is refused if it is kicked
     */
    record Viewer(String id, PathName path, Client client, Instant expires, Instant refusedUntil) {}

    /** Whether a request may go on. */
    sealed interface Entrance {
        /** It may, and its session is told of its end. */
        record In(ViewerSession session) implements Entrance {}

        record Out(Reply reply) implements Entrance {}
    }

    /** A request begins. */
    Entrance enter(Viewer viewer) {
        if (isKicked(viewer.id())) {
            refusedKicked.increment();
            return out(403, "this viewer was ended by an operator", Map.of());
        }
        ViewerSession session = sessions.get(viewer.id());
        if (session == null) {
            Entrance opened = open(viewer);
            if (!(opened instanceof Entrance.In(ViewerSession fresh))) {
                return opened;
            }
            session = fresh;
        }
        if (!session.begin(clock.millis(), viewer.expires(), requestsPerViewer)) {
            tooManyRequests.increment();
            return out(
                    429, "too many requests of one viewer at a time", Map.of("Retry-After", "1"));
        }
        return new Entrance.In(session);
    }

    /** A request has its answer. */
    void leave(ViewerSession session, long bytes) {
        session.end(clock.millis(), bytes);
    }

    private static Entrance out(int status, String reason, Map<String, String> headers) {
        return new Entrance.Out(Reply.problem(status, reason, headers));
    }

    private Entrance open(Viewer viewer) {
        opening.lock();
        try {
            ViewerSession other = sessions.get(viewer.id());
            if (other != null) {
                return new Entrance.In(other);
            }
            Optional<Runnable> place =
                    sessions.size() < MAX_SESSIONS
                            ? limits.reader(viewer.path())
                            : Optional.empty();
            if (place.isEmpty()) {
                tooManyReaders.increment();
                return full("path '" + viewer.path() + "' has too many readers");
            }
            return new Entrance.In(opened(viewer, place.get()));
        } finally {
            opening.unlock();
        }
    }

    private static Entrance full(String reason) {
        return out(503, reason, Map.of("Retry-After", "5"));
    }

    private ViewerSession opened(Viewer viewer, Runnable place) {
        ViewerSession session =
                new ViewerSession(
                        viewer.id(), viewer.path(), viewer.expires(), viewer.refusedUntil(), place);
        session.begin(clock.millis(), viewer.expires(), 0);
        session.end(clock.millis(), 0);
        session.opened(
                registry.open(
                        viewer.id(),
                        SessionRegistry.Kind.READ,
                        viewer.path(),
                        viewer.client(),
                        session::state,
                        reason -> end(session, reason)));
        sessions.put(viewer.id(), session);
        return session;
    }

    /** Ended from outside. Who is sent away with its pod may go on with another. */
    private void end(ViewerSession session, EndReason reason) {
        sessions.remove(session.id(), session);
        session.release();
        if (reason.kind() != EndReason.Kind.SHUTDOWN) {
            opening.lock();
            try {
                kicked.put(session.id(), session.refusedUntil());
                anyKicked = true;
            } finally {
                opening.unlock();
            }
        }
    }

    private boolean isKicked(String id) {
        if (!anyKicked) {
            return false;
        }
        opening.lock();
        try {
            Instant until = kicked.get(id);
            return until != null && clock.instant().isBefore(until);
        } finally {
            opening.unlock();
        }
    }

    private void endThoseOver() {
        Instant now = clock.instant();
        sessions.values()
                .forEach(session -> {
                    if (session.isOver(now, IDLE_MILLIS)
                            && sessions.remove(session.id(), session)) {
                        session.release();
                    }
                });
        opening.lock();
        try {
            kicked.values().removeIf(until -> !now.isBefore(until));
            anyKicked = !kicked.isEmpty();
        } finally {
            opening.unlock();
        }
    }

    /** How long an id without a token is refused after a kick. */
    static Duration anonymousKick() {
        return Duration.ofMinutes(1);
    }

    int size() {
        return sessions.size();
    }

    @Override
    public void close() {
        tick.close();
        sessions.values().forEach(ViewerSession::release);
        sessions.clear();
    }
}
