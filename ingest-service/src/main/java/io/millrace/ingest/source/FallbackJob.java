package io.millrace.ingest.source;

import io.millrace.media.Track;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.NoteBook;
import io.millrace.runtime.job.RunningJob;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a path shows while nobody publishes it: stands in line for the path behind everybody, pulls
 * its address once the path is its own, and ends that when somebody comes. Confined to the sources'
 * thread, but for what {@link RunningJob} and {@link Feed.Owner} have.
 *
 * <pre>
 * ASKING   -a place→            STANDING
 * ASKING   -refused→            ASKING after a while
 * STANDING -its turn→           SHOWING, the address is pulled
 * either   -lost→               ASKING
 * SHOWING  -the pull failed→    ASKING after a while
 * any      -close→              CLOSED
 * </pre>
 */
final class FallbackJob implements RunningJob, Feed.Owner {
    /** Of the job beside a path's source. */
    static final String ID = "fallback";

    private static final Logger LOG = LoggerFactory.getLogger(FallbackJob.class);

    private final Job<SourceSpec> job;
    private final PullRequest request;
    private final Surroundings surroundings;
    private final NoteBook errors;
    private volatile State state = new State.Asking();
    private volatile Instant since;

    private sealed interface State {
        record Asking() implements State {}

        record Standing(Publisher place) implements State {}

        record Showing(Publisher place, Attempt attempt) implements State {}

        record Closed() implements State {}
    }

    FallbackJob(Job<SourceSpec> job, Surroundings surroundings) {
        this.job = job;
        this.surroundings = surroundings;
        this.request =
                new PullRequest(job.path(), job.spec().source().addresses().getFirst(), job.spec());
        this.errors = new NoteBook(NoteBook.ERRORS, surroundings.clock());
        this.since = surroundings.clock().instant();
    }

    /** Begins. */
    void start() {
        surroundings.run(this::ask);
    }

    private void enter(State next) {
        state = next;
        since = surroundings.clock().instant();
    }

    private void ask() {
        if (!(state instanceof State.Asking)) {
            return;
        }
        Client client = Client.internal(ID).withUserAgent(request.address().shown());
        PublishRequest asked = new PublishRequest(job.path(), client, List.of(), true);
        CompletableFuture<Publisher> place = new CompletableFuture<>();
        var _ =
                surroundings
                        .publishing()
                        .publish(
                                asked,
                                reason -> {
                                    var _ = place.thenAccept(ours -> later(ours, reason));
                                })
                        .whenComplete((publisher, failure) -> {
                            if (failure == null) {
                                place.complete(publisher);
                                surroundings.run(() -> stand(publisher));
                            } else {
                                surroundings.run(() -> failed(Problems.text(failure)));
                            }
                        });
    }

    private void later(Publisher place, EndReason reason) {
        surroundings.run(() -> lost(place, reason));
    }

    private void stand(Publisher place) {
        if (!(state instanceof State.Asking)) {
            place.close(EndReason.of(EndReason.Kind.PEER_LEFT, "not needed any more"));
            return;
        }
        enter(new State.Standing(place));
        var _ = place.held().thenAccept(_ -> surroundings.run(() -> show(place)));
    }

    private void show(Publisher place) {
        if (!(state instanceof State.Standing(Publisher ours)) || !ours.equals(place)) {
            return;
        }
        LOG.info("path={} shows its fallback, {}", job.path(), request.address().shown());
        Feed feed = new Feed(job.path(), request.address().shown(), this);
        Attempt attempt = new Attempt(0, feed);
        enter(new State.Showing(place, attempt));
        feed.goLive();
        try {
            attempt.holds(surroundings.puller(request.address()).pull(request, feed));
        } catch (IllegalArgumentException unusable) {
            feed.fail(Problems.text(unusable));
        }
    }

    /** Somebody publishes the path, or an operator ended this. */
    private void lost(Publisher place, EndReason reason) {
        switch (state) {
            case State.Standing(Publisher ours) when ours.equals(place) -> again(0);
            case State.Showing(Publisher ours, Attempt attempt) when ours.equals(place) -> {
                LOG.info("path={} ends its fallback: {}", job.path(), reason.text());
                attempt.close();
                again(0);
            }
            case State.Asking _, State.Standing _, State.Showing _, State.Closed _ ->
                    LOG.debug("path={} an old place has ended", job.path());
        }
    }

    private void again(long millis) {
        enter(new State.Asking());
        surroundings.later(millis, this::ask);
    }

    private void failed(String problem) {
        errors.add(request.address().shown() + ": " + problem);
        LOG.warn("path={} fallback {}: {}", job.path(), request.address().shown(), problem);
        if (!(state instanceof State.Closed)) {
            again(job.spec().source().retry().toMillis());
        }
    }

    @Override
    public CompletionStage<Publisher> open(Feed feed, List<Track> tracks) {
        if (state instanceof State.Showing(Publisher place, Attempt attempt)
                && attempt.feed().equals(feed)) {
            place.describe(tracks);
            return CompletableFuture.completedFuture(place);
        }
        return CompletableFuture.failedFuture(new IllegalStateException("it is over"));
    }

    @Override
    public void onLive(Feed feed) {
        LOG.debug("path={} fallback is live", job.path());
    }

    @Override
    public void onFailed(Feed feed, String problem) {
        surroundings.run(() -> {
            if (state instanceof State.Showing(Publisher place, Attempt attempt)
                    && attempt.feed().equals(feed)) {
                attempt.close();
                place.close(EndReason.of(EndReason.Kind.PEER_LEFT, problem));
                failed(problem);
            }
        });
    }

    @Override
    public void command(String verb, String argument) {
        throw new IllegalArgumentException("a fallback cannot " + verb);
    }

    @Override
    public JobStatus status() {
        State now = state;
        Optional<Feed> feed =
                now instanceof State.Showing(_, Attempt attempt)
                        ? Optional.of(attempt.feed())
                        : Optional.empty();
        Feed.Figures figures = feed.map(Feed::figures).orElse(Feed.Figures.NOTHING);
        return new JobStatus(
                JobKind.SOURCE,
                job.path(),
                job.id(),
                word(now),
                request.address().shown(),
                since,
                errors.list(),
                List.of(),
                Map.of("units", figures.units(), "bytes", figures.bytes()));
    }

    private static String word(State state) {
        return switch (state) {
            case State.Asking _ -> "connecting";
            case State.Standing _, State.Closed _ -> "waiting";
            case State.Showing _ -> "running";
        };
    }

    @Override
    public void close() {
        surroundings.run(() -> {
            State before = state;
            enter(new State.Closed());
            EndReason reason = EndReason.of(EndReason.Kind.PEER_LEFT, "nobody reads any more");
            switch (before) {
                case State.Standing(Publisher place) -> place.close(reason);
                case State.Showing(Publisher place, Attempt attempt) -> {
                    attempt.close();
                    place.close(reason);
                }
                case State.Asking _, State.Closed _ -> {
                    // what is asked for is given back when it comes
                }
            }
        });
    }
}
