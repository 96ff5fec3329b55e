package io.millrace.ingest;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.PublishedPaths;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PathConfig;
import io.millrace.runtime.hook.Hook;
import io.millrace.runtime.hook.HookEvent;
import io.millrace.runtime.hook.Hooks;
import io.millrace.runtime.job.Demand;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobComponent;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobRunner;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.PathName;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs that run on one pod of all: those of {@code run-on-init}, and those of {@code
 * run-on-demand} while somebody reads. Thread-safe.
 */
@Singleton
final class HookRunner implements JobRunner<Hook> {
    private static final String INIT = "init";
    private static final String DEMAND = "demand";

    private final LiveConfig live;
    private final Hooks hooks;
    private final Demand demand;
    private final BeanProvider<JobComponent> jobs;
    private final BeanProvider<PublishedPaths> published;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("hook-jobs").factory());
    private volatile Set<PathName> demanded = Set.of();

    HookRunner(
            LiveConfig live,
            Hooks hooks,
            Demand demand,
            BeanProvider<JobComponent> jobs,
            BeanProvider<PublishedPaths> published) {
        this.live = live;
        this.hooks = hooks;
        this.demand = demand;
        this.jobs = jobs;
        this.published = published;
        demand.subscribe(this::onNotice);
        var _ = thread.scheduleWithFixedDelay(this::endUnread, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public JobKind kind() {
        return JobKind.HOOK;
    }

    @Override
    public List<Job<Hook>> wanted() {
        PathConfig paths = live.current().pathConfig();
        List<Job<Hook>> wanted = new ArrayList<>();
        paths.named()
                .forEach((path, settings) ->
                        hook(settings.hooks(), HookEvent.INIT)
                                .ifPresent(hook -> wanted.add(job(path, INIT, hook))));
        Set<PathName> now = areOnDemand(paths) ? demand.wanted() : Set.of();
        for (PathName path : now) {
            hook(paths.settingsOf(path).hooks(), HookEvent.DEMAND)
                    .ifPresent(hook -> wanted.add(job(path, DEMAND, hook)));
        }
        demanded = now;
        return wanted;
    }

    private static Optional<Hook> hook(Map<HookEvent, Hook> hooks, HookEvent event) {
        return Optional.ofNullable(hooks.get(event));
    }

    private static Job<Hook> job(PathName path, String id, Hook hook) {
        return new Job<>(JobKind.HOOK, path, id, hook);
    }

    /** Whether any path is; else nothing is read of who wants what. */
    private static boolean areOnDemand(PathConfig paths) {
        return hook(paths.defaults().hooks(), HookEvent.DEMAND).isPresent()
                || paths.entries().values().stream()
                        .anyMatch(entry -> hook(entry.hooks(), HookEvent.DEMAND).isPresent());
    }

    /** Somebody reads: what does not run yet is to be. */
    private void onNotice(String key) {
        boolean news =
                demand.path(key)
                        .filter(path -> !demanded.contains(path))
                        .filter(path -> isOnDemand(path))
                        .isPresent();
        if (news) {
            jobs.get().refresh();
        }
    }

    private boolean isOnDemand(PathName path) {
        return hook(live.current().settingsOf(path).hooks(), HookEvent.DEMAND).isPresent();
    }

    /** What nobody reads any more is to be given up. */
    private void endUnread() {
        boolean over =
                demanded.stream()
                        .anyMatch(path ->
                                demand.source(path)
                                        .filter(times -> demand.lasts(path, times))
                                        .isEmpty());
        if (over) {
            jobs.get().refresh();
        }
    }

    @Override
    public RunningJob start(Job<Hook> job) {
        if (job.id().equals(INIT)) {
            return new InitHook(job, hooks.begin(HookEvent.INIT, job.path()));
        }
        DemandHook running = new DemandHook(job, hooks, demand, published.get(), thread);
        running.start();
        return running;
    }

    @PreDestroy
    void close() {
        thread.shutdown();
    }
}
