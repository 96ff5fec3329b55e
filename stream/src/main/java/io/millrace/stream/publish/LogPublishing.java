package io.millrace.stream.publish;

import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.Leases.Lease;
import io.millrace.stream.LogWriter;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.RefusedException;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The way into the log: takes the path's lease, opens its log for the new epoch, and gives a
 * publisher that turns units into records. Thread-safe, never blocks.
 */
public final class LogPublishing implements Publishing, AutoCloseable {
    private static final long TICK_MILLIS = 10;

    private final StreamLog log;
    private final Leases leases;
    private final Function<PathName, PublishSettings> settings;
    private final Counters counters;
    private final InstantSource clock;
    private final Set<LogPublisher> publishers = ConcurrentHashMap.newKeySet();
    private final Ticker.Registration tick;

    /** With the same settings for every path. */
    public LogPublishing(
            StreamLog log,
            Leases leases,
            PublishSettings settings,
            Counters counters,
            InstantSource clock,
            Ticker ticker) {
        this(log, leases, _ -> settings, counters, clock, ticker);
    }

    /**
     * With settings by path.
     *
     * @param settings asked when a publication begins
     */
    public LogPublishing(
            StreamLog log,
            Leases leases,
            Function<PathName, PublishSettings> settings,
            Counters counters,
            InstantSource clock,
            Ticker ticker) {
        this.log = log;
        this.leases = leases;
        this.settings = settings;
        this.counters = counters;
        this.clock = clock;
        this.tick = ticker.every(TICK_MILLIS, () -> publishers.forEach(LogPublisher::tick));
    }

    /** Paths that are published through this pod now. */
    public List<PathName> paths() {
        return publishers.stream().map(Publisher::path).sorted().toList();
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        Revocation revocation = new Revocation();
        return lease(request, revocation)
                .thenCompose(lease ->
                        lease.epoch() == 0
                                ? standBy(request, lease, revocation, onEnd)
                                : open(request, lease, revocation, onEnd));
    }

    private CompletionStage<Lease> lease(PublishRequest request, Revocation revocation) {
        return request.yields()
                ? leases.acquireLast(request.path(), request.peer(), revocation)
                : leases.acquire(request.path(), request.peer(), revocation);
    }

    private CompletionStage<Publisher> standBy(
            PublishRequest request, Lease lease, Revocation revocation, Consumer<EndReason> onEnd) {
        String path = request.path().value();
        LongAdder dropped =
                counters.counter("publish_dropped_units", "path", path, "reason", "standby");
        StandbyPublisher waiting = new StandbyPublisher(request, lease, dropped, onEnd);
        revocation.completeWith(waiting);
        var _ =
                lease.held()
                        .thenCompose(_ -> open(waiting.request(), lease, revocation, waiting::end))
                        .whenComplete(waiting::promoted);
        return CompletableFuture.completedFuture(waiting);
    }

    private CompletionStage<Publisher> open(
            PublishRequest request, Lease lease, Revocation revocation, Consumer<EndReason> onEnd) {
        return log.openWriter(request.path(), lease.epoch())
                .handle((writer, failure) -> {
                    if (failure != null) {
                        lease.release();
                        return CompletableFuture.<Publisher>failedFuture(
                                unavailable(request.path(), failure));
                    }
                    return CompletableFuture.<Publisher>completedFuture(
                            start(request, lease, writer, revocation, onEnd));
                })
                .thenCompose(stage -> stage);
    }

    private Publisher start(
            PublishRequest request,
            Lease lease,
            LogWriter writer,
            Revocation revocation,
            Consumer<EndReason> onEnd) {
        LogPublisher publisher =
                new LogPublisher(
                        request,
                        lease,
                        writer,
                        settings.apply(request.path()),
                        counters,
                        clock,
                        onEnd,
                        this::forget);
        publishers.add(publisher);
        revocation.completeWith(publisher);
        return publisher;
    }

    private void forget(LogPublisher publisher) {
        publishers.remove(publisher);
    }

    private static RefusedException unavailable(PathName path, Throwable failure) {
        RefusedException refused =
                new RefusedException(
                        RefusedException.Cause.UNAVAILABLE,
                        "the log of path '" + path + "' cannot be opened: " + failure.getMessage());
        refused.initCause(failure);
        return refused;
    }

    /** Ends all publications in order. */
    @Override
    public void close() {
        tick.close();
        EndReason reason = EndReason.of(EndReason.Kind.SHUTDOWN, "server is going down");
        publishers.forEach(publisher -> publisher.end(reason));
    }

    /** Brings a revocation to the publisher, even if it comes before there is one. */
    private static final class Revocation implements Consumer<EndReason> {
        private final CompletableFuture<EndReason> reason = new CompletableFuture<>();

        @Override
        public void accept(EndReason revoked) {
            reason.complete(revoked);
        }

        void completeWith(LogPublisher publisher) {
            var _ = reason.thenAccept(publisher::end);
        }

        void completeWith(StandbyPublisher publisher) {
            var _ = reason.thenAccept(publisher::end);
        }
    }
}
