package io.millrace.ingest.source;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.EventLoops;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.PathSettings;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

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
            BeanProvider<JobComponent> jobs) {
        this.demand = demand;
        this.jobs = jobs;
        this.live = live;
        this.pullers = new Pullers(loops.group(), counters);
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
        config.pathConfig()
                .named()
                .forEach((path, settings) -> {
                    if (isWanted(path, settings.source())) {
                        wanted.add(new Job<>(JobKind.SOURCE, path, "", SourceSpec.of(settings)));
                    }
                });
        demanded =
                wanted.stream()
                        .filter(job -> job.spec().source().onDemand().wanted())
                        .map(Job::path)
                        .collect(Collectors.toUnmodifiableSet());
        return wanted;
    }

    private boolean isWanted(PathName path, PathSettings.Source source) {
        return source.isSet() && (!source.onDemand().wanted() || demand.lasts(path, source));
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
                        .anyMatch(path -> {
                            PathSettings.Source source = live.current().settingsOf(path).source();
                            return !isWanted(path, source);
                        });
        if (over) {
            jobs.get().refresh();
        }
    }

    @Override
    public RunningJob start(Job<SourceSpec> job) {
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
