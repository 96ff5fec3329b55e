package io.millrace.ingest;

import io.millrace.runtime.PublishedPaths;
import io.millrace.runtime.hook.Hook;
import io.millrace.runtime.hook.HookEvent;
import io.millrace.runtime.hook.Hooks;
import io.millrace.runtime.job.Demand;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.PathName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is to publish a path while somebody reads it. Looks once a second: while nobody
 * publishes the path it is started; one that ended by itself is started anew when somebody has
 * asked since, and not before {@value #PAUSE_MILLIS} ms. Thread-safe.
 */
final class DemandHook implements RunningJob {
    private static final Logger LOG = LoggerFactory.getLogger(DemandHook.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 5_000;

    private final Job<Hook> job;
    private final Hooks hooks;
    private final Demand demand;
    private final PublishedPaths published;
    private final ScheduledExecutorService thread;
    private Optional<Hooks.Program> program = Optional.empty();
    private Instant since = Instant.now();
    private long lastSeenMillis;
    private boolean closed;

    DemandHook(
            Job<Hook> job,
            Hooks hooks,
            Demand demand,
            PublishedPaths published,
            ScheduledExecutorService thread) {
        this.job = job;
        this.hooks = hooks;
        this.demand = demand;
        this.published = published;
        this.thread = thread;
    }

    /** Begins. */
    void start() {
        look();
    }

    private void look() {
        if (isDue()) {
            var _ =
                    published
                            .list()
                            .whenComplete((paths, failure) -> {
                                if (failure == null) {
                                    run(paths);
                                } else {
                                    LOG.debug(
                                            "path={} nobody tells who publishes",
                                            job.path(),
                                            failure);
                                }
                                later();
                            });
        } else {
            later();
        }
    }

    /** Whether it does not run, and may. */
    private synchronized boolean isDue() {
        if (closed) {
            return false;
        }
        long now = System.currentTimeMillis();
        if (program.filter(Hooks.Program::isRunning).isPresent()) {
            lastSeenMillis = now;
            return false;
        }
        return program.isEmpty()
                || (now - lastSeenMillis >= PAUSE_MILLIS
                        && demand.newestMillis(job.path()) > lastSeenMillis);
    }

    private synchronized void run(List<PathName> publishedNow) {
        if (!closed && !publishedNow.contains(job.path())) {
            program = hooks.begin(HookEvent.DEMAND, job.path());
            lastSeenMillis = System.currentTimeMillis();
            since = Instant.now();
        }
    }

    private synchronized void later() {
        if (closed) {
            return;
        }
        try {
            var _ = thread.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("path={} no more programs", job.path(), stopped);
        }
    }

    @Override
    public synchronized JobStatus status() {
        boolean runs = program.filter(Hooks.Program::isRunning).isPresent();
        String state = runs ? "running" : program.isPresent() ? "ended" : "waiting";
        return InitHook.status(job, state, HookEvent.DEMAND, since);
    }

    @Override
    public synchronized void close() {
        closed = true;
        program.ifPresent(begun -> {
            begun.close();
            hooks.tell(HookEvent.UNDEMAND, job.path());
        });
    }
}
