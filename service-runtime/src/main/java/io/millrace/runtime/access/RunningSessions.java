package io.millrace.runtime.access;

import io.millrace.stream.EndReason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The sessions that rest on a grant, to be ended when it is over. Thread-safe. */
final class RunningSessions {
    private final InstantSource clock;
    private final Set<Registration> sessions = ConcurrentHashMap.newKeySet();

    RunningSessions(InstantSource clock) {
        this.clock = clock;
    }

    /** One session, until it is closed. */
    final class Registration implements AutoCloseable {
        private final AccessRequest request;
        private final Consumer<EndReason> end;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Grant grant;

        private Registration(AccessRequest request, Grant grant, Consumer<EndReason> end) {
            this.request = request;
            this.grant = grant;
            this.end = end;
        }

        AccessRequest request() {
            return request;
        }

        Grant grant() {
            return grant;
        }

        void renew(Grant newGrant) {
            grant = newGrant;
        }

        void end(String reason) {
            if (over.compareAndSet(false, true)) {
                sessions.remove(this);
                end.accept(EndReason.of(EndReason.Kind.KICKED, reason));
            }
        }

        /** The session ended by itself. */
        @Override
        public void close() {
            over.set(true);
            sessions.remove(this);
        }
    }

    Registration add(AccessRequest request, Grant grant, Consumer<EndReason> end) {
        Registration registration = new Registration(request, grant, end);
        sessions.add(registration);
        return registration;
    }

    void forEach(Consumer<Registration> action) {
        sessions.forEach(action);
    }

    void endExpired() {
        Instant now = clock.instant();
        for (Registration session : sessions) {
            if (session.grant().expires().filter(expiry -> !now.isBefore(expiry)).isPresent()) {
                session.end("the token has expired");
            }
        }
    }
}
