package io.millrace.play;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobComponent;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobRunner;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.PostedPushes;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the pushes that the settings name or were added at run time, where they are this pod's to
 * do. What is changed of a push but its URL holds from its next attempt on.
 */
@Singleton
final class PushRunner implements JobRunner<PushUrl> {
    private static final Logger LOG = LoggerFactory.getLogger(PushRunner.class);

    private final LiveConfig live;
    private final Pushes pushes;
    private final PostedPushes posted;
    private volatile Set<PostedPushes.Posted> twice = Set.of();

    PushRunner(
            LiveConfig live, Pushes pushes, PostedPushes posted, BeanProvider<JobComponent> jobs) {
        this.posted = posted;
        posted.subscribe(() -> jobs.get().refresh());
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
        Set<PostedPushes.Posted> alsoInFile = new HashSet<>();
        live.current()
                .pathConfig()
                .named()
                .forEach((path, settings) ->
                        settings.pushes().forEach(push -> add(path, push, jobs)));
        for (PostedPushes.Posted push : posted.list()) {
            if (inFile(push.path(), push.settings().url()).isEmpty()) {
                add(push.path(), push.settings(), jobs);
            } else {
                alsoInFile.add(push);
            }
        }
        tell(alsoInFile);
        return jobs;
    }

    private void add(PathName path, PushSettings push, List<Job<PushUrl>> jobs) {
        if (push.enabled()) {
            pushes.update(path, push);
            jobs.add(new Job<>(JobKind.PUSH, path, push.url().id(), push.url()));
        }
    }

    private void tell(Set<PostedPushes.Posted> alsoInFile) {
        for (PostedPushes.Posted push : alsoInFile) {
            if (!twice.contains(push)) {
                LOG.warn(
                        "path={} push to {} was added at run time and is in the settings' file too,"
                                + " as which it goes",
                        push.path(),
                        push.settings().url());
            }
        }
        twice = Set.copyOf(alsoInFile);
    }

    private Optional<PushSettings> inFile(PathName path, PushUrl url) {
        return live.current().settingsOf(path).pushes().stream()
                .filter(push -> push.url().equals(url))
                .findFirst();
    }

    @Override
    public RunningJob start(Job<PushUrl> job) {
        PushSettings settings =
                inFile(job.path(), job.spec())
                        .or(() ->
                                posted.find(job.path(), job.spec())
                                        .map(PostedPushes.Posted::settings))
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
