package io.millrace.ingest.source;

import io.millrace.media.Track;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.NoteBook;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.Client;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source of one path: pulls the first address; when that fails, or of several is silent, the
 * next, at whose entry point the path goes on. While another than the first is the path's, the ones
 * before it are pulled too, and the best that has been well for long enough is taken back. When all
 * have failed it waits, and begins again. Confined to the sources' thread, but for what {@link
 * RunningJob} and {@link Feed.Owner} have.
 */
final class SourceJob implements RunningJob, Feed.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(SourceJob.class);
    private static final long TICK_MILLIS = 200;
    private static final int NONE = -1;

    private final Job<SourceSpec> job;
    private final PathSettings.Source source;
    private final Surroundings surroundings;
    private final NoteBook errors;
    private final NoteBook switches;
    private final LongAdder failures;
    private final LongAdder switched;
    private final Map<Integer, Attempt> attempts = new HashMap<>();
    private final Map<Integer, Long> retryAtNanos = new HashMap<>();
    private int goal;
    private int live = NONE;
    private int wasLive = NONE;
    private String switchReason = "";
    private boolean chosenByOperator;
    private boolean closed;
    private volatile Shown shown;

    /** What is shown of it now. */
    private record Shown(String state, int number, Instant since, Optional<Feed> feed) {}

    SourceJob(Job<SourceSpec> job, Surroundings surroundings) {
        this.job = job;
        this.source = job.spec().source();
        this.surroundings = surroundings;
        this.errors = new NoteBook(NoteBook.ERRORS, surroundings.clock());
        String path = job.path().value();
        this.failures = surroundings.counters().counter("source_failures", "path", path);
        this.switched = surroundings.counters().counter("source_switches", "path", path);
        this.switches = new NoteBook(NoteBook.CHANGES, surroundings.clock());
        this.shown = new Shown("connecting", 0, surroundings.clock().instant(), Optional.empty());
    }

    /** Begins. */
    void start() {
        surroundings.run(() -> {
            attempt(goal);
            surroundings.later(TICK_MILLIS, this::tick);
        });
    }

    private String target(int number) {
        return source.addresses().get(number).shown();
    }

    private void show(String state, int number, Optional<Feed> feed) {
        if (!shown.state().equals(state) || shown.number() != number) {
            shown = new Shown(state, number, surroundings.clock().instant(), feed);
            LOG.info("path={} source {}: {}", job.path(), target(number), state);
        }
    }

    /** Pulls this address if nothing does. */
    private void attempt(int number) {
        if (attempts.containsKey(number)) {
            return;
        }
        if (number == goal && live == NONE) {
            show("connecting", number, Optional.empty());
        }
        PullRequest request =
                new PullRequest(job.path(), source.addresses().get(number), job.spec());
        Feed feed = new Feed(job.path(), request.address().shown(), this);
        Attempt attempt = new Attempt(number, feed);
        attempts.put(number, attempt);
        if (number == goal) {
            feed.goLive();
        }
        try {
            attempt.holds(surroundings.puller(request.address()).pull(request, feed));
        } catch (IllegalArgumentException unusable) {
            feed.fail(Problems.text(unusable));
        }
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        List.copyOf(attempts.values()).forEach(attempt -> checkSilence(attempt, now));
        if (!attempts.containsKey(goal) && isDue(goal, now)) {
            attempt(goal);
        }
        if (live > 0 && goal == live && !chosenByOperator) {
            lookForBetter(now);
        }
        surroundings.later(TICK_MILLIS, this::tick);
    }

    private boolean isDue(int number, long now) {
        return now - retryAtNanos.getOrDefault(number, now) >= 0;
    }

    private void checkSilence(Attempt attempt, long now) {
        Feed.Figures figures = attempt.feed().figures();
        boolean several = source.addresses().size() > 1;
        if (figures.units() == 0) {
            if (now - attempt.startedNanos() > source.startTimeout().toNanos()) {
                attempt.feed().fail("brought nothing for " + seconds(source.startTimeout()));
            }
        } else if (several && now - figures.newestNanos() > source.silence().toNanos()) {
            attempt.feed().fail("is silent for " + seconds(source.silence()));
        }
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    /** Pulls those of higher priority beside, and takes the best back that is well. */
    private void lookForBetter(long now) {
        for (int number = 0; number < live; number++) {
            Optional<Attempt> attempt = Optional.ofNullable(attempts.get(number));
            if (attempt.isEmpty() && isDue(number, now)) {
                attempt(number);
            }
            boolean well =
                    attempt.map(each -> each.feed().figures())
                            .filter(each -> each.units() > 0)
                            .filter(each ->
                                    now - each.firstNanos() > source.returnAfter().toNanos())
                            .isPresent();
            if (well) {
                switchTo(number, "it is well again for " + seconds(source.returnAfter()));
                return;
            }
        }
    }

    private void switchTo(int number, String reason) {
        LOG.debug("path={} source {} is next: {}", job.path(), target(number), reason);
        switchReason = reason;
        goal = number;
        Optional.ofNullable(attempts.get(number))
                .ifPresentOrElse(each -> each.feed().goLive(), () -> attempt(number));
    }

    @Override
    public CompletionStage<Publisher> open(Feed feed, List<Track> tracks) {
        Client client = Client.internal("source").withUserAgent(feed.title());
        PublishRequest request = new PublishRequest(job.path(), client, tracks);
        return surroundings.publishing().publish(request, feed::revoked);
    }

    @Override
    public void onLive(Feed feed) {
        surroundings.run(() -> attemptOf(feed).ifPresent(this::becameLive));
    }

    @Override
    public void onFailed(Feed feed, String problem) {
        surroundings.run(() -> attemptOf(feed).ifPresent(attempt -> failed(attempt, problem)));
    }

    private Optional<Attempt> attemptOf(Feed feed) {
        return attempts.values().stream().filter(each -> each.feed().equals(feed)).findFirst();
    }

    private void becameLive(Attempt attempt) {
        live = attempt.number();
        if (!chosenByOperator) {
            goal = live;
        }
        if (wasLive != NONE && wasLive != live) {
            switches.add(
                    "from %s to %s: %s".formatted(target(wasLive), target(live), switchReason));
            switched.increment();
        }
        wasLive = live;
        show("running", live, Optional.of(attempt.feed()));
        for (Attempt other : List.copyOf(attempts.values())) {
            boolean unwanted = other.number() > live || chosenByOperator;
            if (unwanted && other.number() != live && other.number() != goal) {
                drop(other);
            }
        }
        List.copyOf(attempts.values()).stream()
                .filter(other -> other.number() < live && other.feed().isLive())
                .forEach(this::drop);
    }

    private void drop(Attempt attempt) {
        attempts.remove(attempt.number());
        attempt.close();
    }

    private void failed(Attempt attempt, String problem) {
        int number = attempt.number();
        drop(attempt);
        retryAtNanos.put(number, System.nanoTime() + source.retry().toNanos());
        boolean replaced = number == live && goal != live;
        if (number == live) {
            live = NONE;
        }
        if (replaced) {
            return;
        }
        errors.add(target(number) + ": " + problem);
        failures.increment();
        LOG.warn("path={} source {}: {}", job.path(), target(number), problem);
        if (number == goal) {
            goOn(number, problem);
        }
    }

    /** What was to be the path's has failed. */
    private void goOn(int number, String problem) {
        chosenByOperator = false;
        if (live != NONE) {
            goal = live;
            return;
        }
        long now = System.nanoTime();
        int count = source.addresses().size();
        for (int step = 1; step < count; step++) {
            int next = (number + step) % count;
            if (isDue(next, now)) {
                switchTo(next, problem);
                return;
            }
        }
        goal = earliest();
        show("waiting", goal, Optional.empty());
    }

    private int earliest() {
        int best = 0;
        for (int number = 1; number < source.addresses().size(); number++) {
            long difference =
                    retryAtNanos.getOrDefault(number, 0L) - retryAtNanos.getOrDefault(best, 0L);
            if (difference < 0) {
                best = number;
            }
        }
        return best;
    }

    @Override
    public void command(String verb, String argument) {
        if (!verb.equals("switch")) {
            throw new IllegalArgumentException("a source cannot " + verb);
        }
        int count = source.addresses().size();
        boolean automatic = argument.equals("auto");
        if (!automatic && !argument.isEmpty() && !argument.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("switch to what? 1 to " + count + ", or auto");
        }
        int number = argument.isEmpty() || automatic ? NONE : Integer.parseInt(argument) - 1;
        if (number >= count) {
            throw new IllegalArgumentException("path has " + count + " sources");
        }
        surroundings.run(() -> {
            chosenByOperator = !automatic;
            int next = number == NONE ? (goal + 1) % count : number;
            if (!automatic && next != goal) {
                switchTo(next, "an operator wants it");
            }
        });
    }

    @Override
    public JobStatus status() {
        Shown now = shown;
        Feed.Figures figures = now.feed().map(Feed::figures).orElse(Feed.Figures.NOTHING);
        return new JobStatus(
                JobKind.SOURCE,
                job.path(),
                job.id(),
                now.state(),
                target(now.number()),
                now.since(),
                errors.list(),
                switches.list(),
                Map.of(
                        "source", now.number() + 1,
                        "sources", source.addresses().size(),
                        "units", figures.units(),
                        "bytes", figures.bytes()));
    }

    @Override
    public void close() {
        surroundings.run(() -> {
            closed = true;
            List.copyOf(attempts.values()).forEach(this::drop);
            LOG.info("path={} source is given up", job.path());
        });
    }
}
