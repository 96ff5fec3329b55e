package io.millrace.packager;

import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.PathName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One viewer, for as long as it asks: it has no connection of its own. Thread-safe. */
final class ViewerSession {
    private final String id;
    private final PathName path;
    private final Instant refusedUntil;
    private final Runnable place;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile Instant expires;
    private volatile long lastMillis;
    private volatile Optional<SessionRegistry.Entry> entry = Optional.empty();

    /**
     * Of a viewer that asks now.
     *
     * @param refusedUntil how long the viewer is refused if it is kicked
     * @param place to be given back
     */
    ViewerSession(String id, PathName path, Instant expires, Instant refusedUntil, Runnable place) {
        this.id = id;
        this.path = path;
        this.expires = expires;
        this.refusedUntil = refusedUntil;
        this.place = place;
    }

    void opened(SessionRegistry.Entry registered) {
        entry = Optional.of(registered);
    }

    String id() {
        return id;
    }

    PathName path() {
        return path;
    }

    Instant refusedUntil() {
        return refusedUntil;
    }

    /** A request begins; false if that many are under way already. */
    boolean begin(long nowMillis, Instant permittedUntil, int most) {
        lastMillis = nowMillis;
        expires = permittedUntil;
        if (underWay.incrementAndGet() > most && most > 0) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A request has its answer. */
    void end(long nowMillis, long bytes) {
        lastMillis = nowMillis;
        underWay.decrementAndGet();
        count(bytes);
    }

    /** Bytes go to the viewer. */
    void count(long bytes) {
        entry.ifPresent(registered -> registered.count(bytes));
    }

    boolean isOver(Instant now, long idleMillis) {
        boolean idle = underWay.get() == 0 && now.toEpochMilli() - lastMillis >= idleMillis;
        return idle || !now.isBefore(expires);
    }

    /** For people. */
    String state() {
        return underWay.get() > 0 ? "waiting" : "watching";
    }

    /** Gives back what it has. */
    void release() {
        place.run();
        entry.ifPresent(SessionRegistry.Entry::close);
    }
}
