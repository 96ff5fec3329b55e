package io.millrace.play;

import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobRunner;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushError;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushSnapshot;
import io.millrace.stream.push.PushUrl;
import io.millrace.stream.push.Pushes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does the pushes that the settings name, where they are this pod's to do. What is changed of a
 * push but its URL holds from its next attempt on.
 */
@Singleton
final class PushRunner implements JobRunner<PushUrl> {
    private final LiveConfig live;
    private final Pushes pushes;

    PushRunner(LiveConfig live, Pushes pushes) {
        this.live = live;
        this.pushes = pushes;
    }

    @Override
    public JobKind kind() {
        return JobKind.PUSH;
    }

    @Override
    public List<Job<PushUrl>> wanted() {
        List<Job<PushUrl>> jobs = new ArrayList<>();
        live.current()
                .pathConfig()
                .named()
                .forEach((path, settings) ->
                        settings.pushes().stream()
                                .filter(PushSettings::enabled)
                                .forEach(push -> {
                                    pushes.update(path, push);
                                    PushUrl url = push.url();
                                    jobs.add(new Job<>(JobKind.PUSH, path, url.id(), url));
                                }));
        return jobs;
    }

    @Override
    public RunningJob start(Job<PushUrl> job) {
        PushSettings settings =
                live.current().settingsOf(job.path()).pushes().stream()
                        .filter(push -> push.url().equals(job.spec()))
                        .findFirst()
                        .orElseGet(() -> PushSettings.to(job.spec()));
        pushes.put(job.path(), settings);
        return new Running(pushes, job.path(), job.spec(), Instant.now());
    }

    private record Running(Pushes pushes, PathName path, PushUrl url, Instant begun)
            implements RunningJob {
        @Override
        public JobStatus status() {
            Optional<PushSnapshot> push = pushes.snapshot(path, url);
            Map<String, Number> numbers = new HashMap<>();
            push.ifPresent(now -> {
                numbers.put("attempt", now.attempt());
                now.connectedAtMillis().ifPresent(millis -> numbers.put("connectedAt", millis));
            });
            return new JobStatus(
                    JobKind.PUSH,
                    path,
                    url.id(),
                    push.map(now -> now.status().word()).orElse("starting"),
                    url.shown(),
                    push.map(now -> Instant.ofEpochMilli(now.sinceMillis())).orElse(begun),
                    push.map(now -> notes(now.errors())).orElse(List.of()),
                    List.of(),
                    numbers);
        }

        /** Oldest first. */
        private static List<JobStatus.Note> notes(List<PushError> errors) {
            return errors.reversed().stream()
                    .map(error ->
                            new JobStatus.Note(
                                    Instant.ofEpochMilli(error.atMillis()), error.message()))
                    .toList();
        }

        @Override
        public void command(String verb, String argument) {
            if (!verb.equals("retry")) {
                throw new IllegalArgumentException("a push cannot " + verb);
            }
            pushes.retry(path, url);
        }

        @Override
        public void close() {
            pushes.remove(path, url);
        }
    }
}
