package io.millrace.ingest.source;

import io.millrace.runtime.EventLoops;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobRunner;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.Counters;
import io.millrace.stream.Publishing;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Pulls what the settings' paths have as their sources. Thread-safe. */
@Singleton
final class SourceRunner implements JobRunner<SourceSpec> {
    private final LiveConfig live;
    private final Surroundings surroundings;
    private final Pullers pullers;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sources").factory());

    SourceRunner(LiveConfig live, Publishing publishing, EventLoops loops, Counters counters) {
        this.live = live;
        this.pullers = new Pullers(loops.group(), counters);
        this.surroundings =
                new Surroundings(
                        publishing, pullers.byScheme(), counters, InstantSource.system(), thread);
    }

    @Override
    public JobKind kind() {
        return JobKind.SOURCE;
    }

    @Override
    public List<Job<SourceSpec>> wanted() {
        MillraceConfig config = live.current();
        List<Job<SourceSpec>> jobs = new ArrayList<>();
        config.pathConfig()
                .named()
                .forEach((path, settings) -> {
                    if (settings.source().isSet()) {
                        jobs.add(new Job<>(JobKind.SOURCE, path, "", SourceSpec.of(settings)));
                    }
                });
        return jobs;
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
