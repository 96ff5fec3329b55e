package io.millrace.runtime;

import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.session.SessionRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Lets peers go before a process stops: readiness goes first, jobs move to other pods, then nothing
 * happens for a while, so that front doors send new peers elsewhere, then sessions end one after
 * another, so that those who come back do not all come at once. Blocks.
 */
@Singleton
final class Departure {
    private static final long LOOK_MILLIS = 50;

    private final Lifecycle lifecycle;
    private final SessionRegistry sessions;
    private final List<LeavesFirst> jobs;
    private final Duration delay;
    private final Duration time;

    Departure(
            Lifecycle lifecycle,
            SessionRegistry sessions,
            List<LeavesFirst> jobs,
            MillraceConfig config) {
        this.lifecycle = lifecycle;
        this.sessions = sessions;
        this.jobs = List.copyOf(jobs);
        this.delay = config.server().drainDelay();
        this.time = config.server().drainTime();
    }

    /** Returns when no session is left, or the time is over. */
    void run() {
        if (!lifecycle.leave()) {
            return;
        }
        jobs.forEach(LeavesFirst::leave);
        try {
            Thread.sleep(delay);
            if (time.isPositive()) {
                endSessions();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void endSessions() throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        sessions.drain(time);
        while (!sessions.running().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
