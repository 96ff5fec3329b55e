package io.millrace.ingest.source;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.EventLoops;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.SourceAddress;
import io.millrace.runtime.job.Demand;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobComponent;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobRunner;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.Publishing;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Pulls what the settings' paths have as their sources. Thread-safe. */
@Singleton
final class SourceRunner implements JobRunner<SourceSpec> {
    private final LiveConfig live;
    private final Surroundings surroundings;
    private final Pullers pullers;
    private final Demand demand;
    private final BeanProvider<JobComponent> jobs;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sources").factory());
    private volatile Set<PathName> demanded = Set.of();

    SourceRunner(
            LiveConfig live,
            Publishing publishing,
            EventLoops loops,
            Counters counters,
            Demand demand,
            BeanProvider<JobComponent> jobs,
            OtherPaths otherPaths) {
        this.demand = demand;
        this.jobs = jobs;
        this.live = live;
        this.pullers = new Pullers(loops.group(), counters, otherPaths);
        this.surroundings =
                new Surroundings(
                        publishing, pullers.byScheme(), counters, InstantSource.system(), thread);
        demand.subscribe(this::onNotice);
        var _ = thread.scheduleWithFixedDelay(this::endUnread, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public JobKind kind() {
        return JobKind.SOURCE;
    }

    @Override
    public List<Job<SourceSpec>> wanted() {
        MillraceConfig config = live.current();
        List<Job<SourceSpec>> wanted = new ArrayList<>();
        Set<PathName> onDemand = new HashSet<>();
        config.pathConfig()
                .named()
                .forEach((path, settings) -> {
                    PathSettings.Source source = settings.source();
                    boolean read = demand.source(path).isPresent() && demand.lasts(path, source);
                    if (source.isSet() && (read || !source.onDemand().wanted())) {
                        wanted.add(new Job<>(JobKind.SOURCE, path, "", SourceSpec.of(settings)));
                    }
                    if (read) {
                        onDemand.add(path);
                        settings.fallback()
                                .ifPresent(
                                        address -> wanted.add(fallback(path, settings, address)));
                    }
                });
        demanded = Set.copyOf(onDemand);
        return wanted;
    }

    private static Job<SourceSpec> fallback(
            PathName path, PathSettings settings, SourceAddress address) {
        return new Job<>(
                JobKind.SOURCE, path, FallbackJob.ID, SourceSpec.ofFallback(settings, address));
    }

    /** Somebody reads: what is not pulled yet is to be. */
    private void onNotice(String key) {
        boolean news = demand.path(key).filter(path -> !demanded.contains(path)).isPresent();
        if (news) {
            jobs.get().refresh();
        }
    }

    /** What nobody reads any more is to be given up. */
    private void endUnread() {
        boolean over =
                demanded.stream()
                        .anyMatch(path ->
                                demand.source(path)
                                        .filter(source -> demand.lasts(path, source))
                                        .isEmpty());
        if (over) {
            jobs.get().refresh();
        }
    }

    @Override
    public RunningJob start(Job<SourceSpec> job) {
        if (job.id().equals(FallbackJob.ID)) {
            FallbackJob fallback = new FallbackJob(job, surroundings);
            fallback.start();
            return fallback;
        }
        SourceJob running = new SourceJob(job, surroundings);
        running.start();
        return running;
    }

    @PreDestroy
    void close() {
        thread.shutdown();
        pullers.close();
    }
}
