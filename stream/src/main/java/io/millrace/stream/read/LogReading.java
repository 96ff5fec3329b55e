package io.millrace.stream.read;

import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.IllegalRangeException;
import io.millrace.stream.JoinMode;
import io.millrace.stream.LiveStream;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import io.millrace.stream.RewindQuery;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The way out of the log: one tail and one ring a path for all readers in this pod. Whether a path
 * is live is read from the log: while its newest record is younger than the grace. Thread-safe,
 * never blocks.
 */
public final class LogReading implements Reading, AutoCloseable {
    private static final long TICK_MILLIS = 10;
    private static final EndReason SHUTDOWN =
            EndReason.of(EndReason.Kind.SHUTDOWN, "server is going down");

    private final StreamLog log;
    private final Function<PathName, ReadSettings> settings;
    private final Counters counters;
    private final InstantSource clock;
    private final Executor attaching;
    private final PastStreams past;
    private final Map<PathName, SharedStream> streams = new ConcurrentHashMap<>();
    private final Ticker.Registration tick;
    private volatile boolean closed;

    /** With the same settings for every path. */
    public LogReading(
            StreamLog log,
            ReadSettings settings,
            Counters counters,
            InstantSource clock,
            Ticker ticker) {
        this(log, _ -> settings, counters, clock, ticker, virtualThreads());
    }

    /**
     * With settings by path.
     *
     * @param settings asked when a path is first read, and after {@link #settingsChanged}
     */
    public LogReading(
            StreamLog log,
            Function<PathName, ReadSettings> settings,
            Counters counters,
            InstantSource clock,
            Ticker ticker) {
        this(log, settings, counters, clock, ticker, virtualThreads());
    }

    /**
     * Likewise, with {@code attaching} for the work of a reader's start: a flavour's first reader
     * needs images of all that the ring holds since the newest entry point.
     */
    public LogReading(
            StreamLog log,
            Function<PathName, ReadSettings> settings,
            Counters counters,
            InstantSource clock,
            Ticker ticker,
            Executor attaching) {
        this.log = log;
        this.settings = settings;
        this.counters = counters;
        this.clock = clock;
        this.attaching = attaching;
        this.past = new PastStreams(log, settings, counters, clock);
        this.tick = ticker.every(TICK_MILLIS, this::tick);
    }

    /** Paths that are read go by what the settings say now. */
    public void settingsChanged() {
        streams.forEach((path, stream) -> stream.settings(settings.apply(path)));
    }

    private static Executor virtualThreads() {
        var factory = Thread.ofVirtual().name("reader-attach-", 0).factory();
        return Executors.newThreadPerTaskExecutor(factory);
    }

    @Override
    public CompletionStage<LiveStream> open(ReadRequest request) {
        PathName path = request.path();
        String query = request.client().query();
        if (RewindQuery.isIn(query)) {
            return openPast(path, query);
        }
        Optional<JoinMode> join = JoinMode.in(query);
        if (join.isEmpty()) {
            return refuse(RefusedException.Cause.NOT_FOUND, "join= is neither keyframe nor next");
        }
        return openLive(path).thenApply(stream -> JoinedStream.of(stream, join.get()));
    }

    private CompletionStage<SharedStream> openLive(PathName path) {
        SharedStream running = streams.get(path);
        if (running != null && running.touch()) {
            return running.ready();
        }
        return log.newest(path)
                .handle((newest, failure) ->
                        failure == null ? admit(path, newest) : unreadable(path, failure))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<LiveStream> openPast(PathName path, String query) {
        try {
            RewindQuery range = RewindQuery.parse(query, clock.instant());
            return past.open(path, range.start().orElseThrow(), range.end());
        } catch (IllegalRangeException e) {
            return refuse(RefusedException.Cause.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    private CompletionStage<SharedStream> unreadable(PathName path, Throwable failure) {
        return refuse(
                RefusedException.Cause.UNAVAILABLE,
                "the log of path '" + path + "' cannot be read: " + failure);
    }

    private CompletionStage<SharedStream> admit(PathName path, Optional<LoggedRecord> newest) {
        long now = clock.millis();
        if (newest.isEmpty()
                || now - newest.get().timestampMillis() > settings.apply(path).graceMillis()) {
            return refuse(RefusedException.Cause.NOT_FOUND, "nobody publishes path '" + path + "'");
        }
        return running(path).ready();
    }

    private static <T> CompletionStage<T> refuse(RefusedException.Cause cause, String text) {
        return CompletableFuture.failedFuture(new RefusedException(cause, text));
    }

    private SharedStream running(PathName path) {
        while (true) {
            SharedStream stream =
                    streams.computeIfAbsent(
                            path,
                            _ ->
                                    new SharedStream(
                                            path,
                                            settings.apply(path),
                                            counters,
                                            clock,
                                            attaching,
                                            past));
            if (closed) {
                stream.end(SHUTDOWN);
                return stream;
            }
            stream.follow(log);
            if (stream.touch()) {
                return stream;
            }
            streams.remove(path, stream);
        }
    }

    private void tick() {
        past.tick();
        streams.forEach((path, stream) -> {
            stream.tick();
            if (stream.isEnded()) {
                streams.remove(path, stream);
            }
        });
    }

    /** All streams that this pod follows. */
    public List<StreamStatus> statuses() {
        return streams.values().stream()
                .map(SharedStream::status)
                .sorted(Comparator.comparing(StreamStatus::path))
                .toList();
    }

    /** Ends all readers. */
    @Override
    public void close() {
        closed = true;
        tick.close();
        past.end(SHUTDOWN);
        streams.values().forEach(stream -> stream.end(SHUTDOWN));
        streams.clear();
    }
}
