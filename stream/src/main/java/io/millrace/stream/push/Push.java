package io.millrace.stream.push;

import io.millrace.media.Track;
import io.millrace.stream.Counters;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one path to one far end. It follows the path's log as any reader does, connects when there
 * is something new to send, and sends from an entry point on. After an end it waits and goes on at
 * the last entry point before where it stopped, if that is not longer ago than its backlog, else at
 * the newest. When the input begins anew (another epoch, or other tracks), so does the session.
 *
 * <p>Confined to its executor, which runs one task at a time; {@link #snapshot} may be asked by
 * all.
 */
final class Push implements PushFollower.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Push.class);
    private static final long MAX_QUEUE_BYTES = 32L << 20;

    private final PathName path;
    private final Context context;
    private final Executor executor;
    private final PushProgress progress = new PushProgress();
    private final PushQueue queue = new PushQueue(MAX_QUEUE_BYTES);
    private final Counters.Gauge gauge;
    private PushSettings settings;
    private State state = new State.Resting();
    private OptionalLong sentUpToMillis = OptionalLong.empty();
    private volatile PushSnapshot snapshot;

    /**
     * What all pushes of a process share.
     *
     * @param graceMillis how long a path's publisher may be away
     */
    record Context(
            StreamLog log,
            PushOutlets outlets,
            ToLongFunction<PathName> graceMillis,
            InstantSource clock,
            Counters counters) {}

    /** What it does now. */
    private sealed interface State {
        /** Waits for its time, or has been given up. */
        record Resting() implements State {}

        /** Waits for something new to send. */
        record Following(PushFollower follower) implements State {}

        /** Waits for the far end. */
        record Connecting(PushFollower follower, Session session) implements State {}

        record Sending(PushFollower follower, Session session, PushOutput output)
                implements State {}

        /** For good. */
        record Stopped() implements State {}
    }

    Push(PathName path, PushSettings settings, Context context, Executor executor) {
        this.path = path;
        this.settings = settings;
        this.context = context;
        this.executor = executor;
        this.snapshot = snapshot(context.clock().millis());
        this.gauge =
                context.counters()
                        .gauge(
                                "push_state",
                                () -> snapshot.status().gauge(),
                                "path",
                                path.value(),
                                "push",
                                settings.url().id());
    }

    PushSnapshot snapshot() {
        return snapshot;
    }

    /** On the executor. */
    private void show() {
        snapshot = now(snapshot);
    }

    private PushSnapshot now(PushSnapshot before) {
        boolean same = before.status() == progress.status();
        return snapshot(same ? before.sinceMillis() : context.clock().millis());
    }

    private PushSnapshot snapshot(long sinceMillis) {
        return new PushSnapshot(
                path,
                settings.url().id(),
                settings.url().shown(),
                settings.comment(),
                progress.status(),
                progress.attempt(),
                sinceMillis,
                progress.connectedAtMillis(),
                progress.errors());
    }

    /** Looks whether something is due; any thread. */
    void tick() {
        executor.execute(this::look);
    }

    /** Goes by these from the next attempt on; the URL stays. Any thread. */
    void update(PushSettings newSettings) {
        executor.execute(() -> {
            settings = newSettings;
            show();
        });
    }

    /** Tries again at once, from attempt 0, unless it is active. Any thread. */
    void retry() {
        executor.execute(() -> {
            if (!(state instanceof State.Stopped)) {
                progress.onAskedAgain();
                show();
                look();
            }
        });
    }

    /** Ends it for good. Any thread. */
    void stop() {
        executor.execute(() -> {
            leave(new State.Stopped());
            gauge.close();
        });
    }

    private void look() {
        long nowMillis = context.clock().millis();
        switch (state) {
            case State.Resting() -> {
                if (progress.isDue(nowMillis)) {
                    follow(nowMillis);
                }
            }
            case State.Following(PushFollower follower) -> connectIfFresh(follower);
            case State.Connecting connecting -> {
                if (nowMillis - connecting.session().sinceMillis > settings.timeout().toMillis()) {
                    over("no go-ahead within " + settings.timeout().toSeconds() + " s");
                }
            }
            case State.Sending sending -> {
                drain(sending);
                if (sending.follower().isSilent(nowMillis, graceMillis())) {
                    LOG.info("path={} push to {} waits: nobody publishes", path, settings.url());
                    restart();
                }
            }
            case State.Stopped() -> {}
        }
    }

    private void follow(long nowMillis) {
        queue.clear();
        boolean resumes =
                sentUpToMillis.isPresent()
                        && nowMillis - sentUpToMillis.getAsLong() <= settings.backlog().toMillis();
        StartPosition start =
                resumes
                        ? new StartPosition.Since(sentUpToMillis.getAsLong())
                        : StartPosition.live();
        PushFollower follower = new PushFollower(this, resumes, context.clock(), executor);
        state = new State.Following(follower);
        follower.begin(context.log(), path, start);
    }

    private long graceMillis() {
        return context.graceMillis().applyAsLong(path);
    }

    /** A stream whose newest record is older than the grace is over. */
    private void connectIfFresh(PushFollower follower) {
        long nowMillis = context.clock().millis();
        Optional<LoggedRecord> newest = queue.last();
        if (newest.isEmpty() || nowMillis - newest.get().timestampMillis() > graceMillis()) {
            return;
        }
        List<Track> tracks = follower.tracks();
        Session session = new Session(nowMillis);
        state = new State.Connecting(follower, session);
        progress.onTry();
        show();
        CompletionStage<? extends PushOutput> opening;
        try {
            opening = context.outlets().outlet(settings).connect(path, tracks, session);
        } catch (IllegalArgumentException unusable) {
            over(String.valueOf(unusable.getMessage()));
            return;
        }
        var _ =
                opening.whenComplete((output, failure) ->
                        executor.execute(() -> {
                            if (failure == null) {
                                session.onOpened(output);
                            } else {
                                session.onFailed(failure);
                            }
                        }));
    }

    private void drain(State.Sending sending) {
        PushOutput output = sending.output();
        while (output.isWritable()) {
            Optional<LoggedRecord> next = queue.poll();
            if (next.isEmpty()) {
                break;
            }
            output.write(next.get().record());
            sentUpToMillis = OptionalLong.of(next.get().timestampMillis());
            context.counters()
                    .counter("push_units_sent", "path", path.value())
                    .add(next.get().record().units().size());
        }
        long dropped = queue.takeDroppedUnits();
        if (dropped > 0) {
            context.counters().counter("push_units_dropped", "path", path.value()).add(dropped);
        }
    }

    /** An attempt or session ended. */
    private void over(String why) {
        progress.onEnded(
                context.clock().millis(), why, settings.limit(), settings.retry().toMillis());
        context.counters().counter("push_ends", "path", path.value()).increment();
        LOG.warn(
                "path={} push to {} ended, {} now: {}",
                path,
                settings.url(),
                progress.status().word(),
                why);
        leave(new State.Resting());
        show();
    }

    /** The input begins anew: the session does too, without a wait. */
    private void restart() {
        progress.onInputChanged();
        leave(new State.Resting());
        sentUpToMillis = OptionalLong.empty();
        show();
        look();
    }

    private void leave(State next) {
        switch (state) {
            case State.Resting(), State.Stopped() -> {}
            case State.Following(PushFollower follower) -> follower.close();
            case State.Connecting connecting -> {
                connecting.follower().close();
                connecting.session().over = true;
            }
            case State.Sending sending -> {
                sending.follower().close();
                sending.session().over = true;
                sending.output().close();
            }
        }
        queue.clear();
        state = state instanceof State.Stopped ? state : next;
    }

    private boolean isCurrent(PushFollower follower) {
        return switch (state) {
            case State.Resting(), State.Stopped() -> false;
            case State.Following(PushFollower now) -> now == follower;
            case State.Connecting connecting -> connecting.follower() == follower;
            case State.Sending sending -> sending.follower() == follower;
        };
    }

    @Override
    public void onLogFailure(PushFollower from, Exception failure) {
        if (isCurrent(from)) {
            over("the log cannot be read: " + failure);
        }
    }

    @Override
    public void onRecords(PushFollower from, List<LoggedRecord> records) {
        for (LoggedRecord logged : records) {
            if (!isCurrent(from)) {
                return;
            }
            from.arrived();
            logged.record().entryPoint().ifPresent(point -> begins(from, logged, point.tracks()));
            if (isCurrent(from)) {
                queue.add(logged);
            }
        }
        switch (state) {
            case State.Following(PushFollower now) -> connectIfFresh(now);
            case State.Sending sending -> drain(sending);
            case State.Resting(), State.Connecting _, State.Stopped() -> {}
        }
    }

    private void begins(PushFollower from, LoggedRecord logged, List<Track> described) {
        boolean anew = from.isAnew(logged, described);
        if (state instanceof State.Following) {
            // What a session begins with: all since the cut, or the newest group of pictures.
            if (anew || !from.resumes()) {
                queue.clear();
            }
            from.adopt(logged, described);
        } else if (anew) {
            LOG.info("path={} push to {} begins anew: so does the path", path, settings.url());
            restart();
        }
    }

    /** One try, and what comes of it. */
    private final class Session implements PushOutput.Listener {
        private final long sinceMillis;
        private boolean over;

        Session(long sinceMillis) {
            this.sinceMillis = sinceMillis;
        }

        void onOpened(PushOutput output) {
            if (over
                    || !(state instanceof State.Connecting(PushFollower follower, Session mine))
                    || mine != this) {
                output.close();
                return;
            }
            progress.onConnected(context.clock().millis());
            show();
            LOG.info("path={} push to {} is active", path, settings.url());
            State.Sending sending = new State.Sending(follower, this, output);
            state = sending;
            drain(sending);
        }

        void onFailed(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
            end(String.valueOf(cause.getMessage()));
        }

        @Override
        public void onWritable() {
            executor.execute(() -> {
                if (state instanceof State.Sending sending && sending.session() == this) {
                    drain(sending);
                }
            });
        }

        @Override
        public void onEnd(String why) {
            executor.execute(() -> end(why));
        }

        private void end(String why) {
            if (!over) {
                Push.this.over(why);
            }
        }
    }
}
