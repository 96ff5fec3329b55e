package io.millrace.stream.read;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Histogram;
import io.millrace.stream.JoinMode;
import io.millrace.stream.LiveStream;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.RefusedException;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireFlavour;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One path in this pod: a tail of its log, the ring, the feeds and the readers' groups. The log's
 * thread adds to the ring and makes the images; readers attach on the attaching executor; both
 * under the lock. Readers themselves never take it.
 */
final class SharedStream implements LiveStream, LogListener {
    private static final Logger LOG = LoggerFactory.getLogger(SharedStream.class);

    private final PathName path;
    private volatile ReadSettings settings;
    private final InstantSource clock;
    private final Executor attaching;
    private final PastStreams past;
    private final LongAdder skippedUnits;
    private final LongAdder streamedUnits;
    private final Histogram logLag;
    private final Counters.Gauge readersGauge;
    private final Object lock = new Object();
    private final Ring ring;
    private final Feeds feeds;
    private final Map<EventExecutor, ReaderGroup> groups = new ConcurrentHashMap<>();
    private final Waiting waiting = new Waiting();
    private final WakePolicy wakePolicy = new WakePolicy();
    private volatile List<Track> tracks = List.of();
    private volatile boolean ended;
    private boolean unreachable;
    private @Nullable LogTail tail;
    private long epoch;
    private int readers;
    private long lastUsedMillis;
    private long lastRecordMillis;
    private long lastSkipLogMillis;

    SharedStream(
            PathName path,
            ReadSettings settings,
            Counters counters,
            InstantSource clock,
            Executor attaching,
            PastStreams past) {
        this.path = path;
        this.settings = settings;
        this.clock = clock;
        this.attaching = attaching;
        this.past = past;
        this.ring = new Ring(settings.ringBytes());
        this.feeds = new Feeds(path, ring, counters);
        this.skippedUnits = counters.counter("reader_skipped_units", "path", path.value());
        this.streamedUnits = counters.counter("stream_units", "path", path.value());
        this.logLag = counters.histogram("log_lag");
        this.readersGauge = counters.gauge("readers", this::readers, "path", path.value());
        this.lastUsedMillis = clock.millis();
        this.lastRecordMillis = lastUsedMillis;
    }

    /** Goes by other settings from now on; the ring keeps its size. */
    void settings(ReadSettings changed) {
        settings = changed;
    }

    /** Starts the tail, once. */
    void follow(StreamLog log) {
        synchronized (lock) {
            if (tail == null && !ended) {
                tail = log.tail(path, StartPosition.live(), this);
            }
        }
    }

    @Override
    public PathName path() {
        return path;
    }

    @Override
    public List<Track> tracks() {
        return tracks;
    }

    StreamStatus status() {
        synchronized (lock) {
            return new StreamStatus(path, epoch, tracks, readers, ring.sizeBytes());
        }
    }

    private long readers() {
        synchronized (lock) {
            return readers;
        }
    }

    /** Keeps it from being let go; false if it is gone already. */
    boolean touch() {
        synchronized (lock) {
            lastUsedMillis = clock.millis();
            return !ended;
        }
    }

    /** Itself, once its first entry point has come. */
    CompletionStage<SharedStream> ready() {
        synchronized (lock) {
            CompletableFuture<SharedStream> stream = new CompletableFuture<>();
            if (ended) {
                stream.completeExceptionally(
                        new RefusedException(
                                RefusedException.Cause.UNAVAILABLE, "path '" + path + "' ended"));
            } else if (!tracks.isEmpty()) {
                stream.complete(this);
            } else {
                waiting.add(stream, clock.millis() + settings.openWaitMillis());
            }
            return stream;
        }
    }

    @Override
    public void onRecord(LoggedRecord logged) {
        StreamRecord record = logged.record();
        List<CompletableFuture<SharedStream>> admitted = List.of();
        synchronized (lock) {
            if (ended) {
                return;
            }
            epoch = record.epoch();
            lastRecordMillis =
                    Math.max(lastRecordMillis, Math.min(logged.timestampMillis(), clock.millis()));
            if (record.units().isEmpty()) {
                return;
            }
            streamedUnits.add(record.units().size());
            if (record.isEntryPoint()) {
                tracks = record.entryPoint().orElseThrow().tracks();
                admitted = waiting.takeAll();
            }
            add(logged);
        }
        admitted.forEach(stream -> stream.complete(this));
    }

    private void add(LoggedRecord logged) {
        StreamRecord record = logged.record();
        logLag.recordMillis(clock.millis() - logged.timestampMillis());
        RingEntry entry = ring.prepare(logged);
        feeds.encode(entry);
        ring.publish(entry);
        wakePolicy.added(hasPicture(record) || !hasVideo());
    }

    private boolean hasVideo() {
        for (Track track : tracks) {
            if (track.kind() == MediaKind.VIDEO) {
                return true;
            }
        }
        return false;
    }

    private boolean hasPicture(StreamRecord record) {
        for (Unit unit : record.units()) {
            for (Track track : tracks) {
                if (track.id() == unit.track() && track.kind() == MediaKind.VIDEO) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void onBatchEnd() {
        boolean due;
        synchronized (lock) {
            due = wakePolicy.batchEnded(clock.millis());
        }
        if (due) {
            wakeAll();
        }
    }

    /** An outage is not the publisher's: the grace begins anew after it. */
    @Override
    public void onReachable(boolean reachable) {
        synchronized (lock) {
            unreachable = !reachable;
            lastRecordMillis = clock.millis();
        }
        LOG.info("path={} the log can be reached: {}", path, reachable);
    }

    private void wakeAll() {
        groups.values().removeIf(group -> !group.wake());
    }

    @Override
    public void onFailure(Exception failure) {
        LOG.error("path={} tail failed", path, failure);
        end(EndReason.of(EndReason.Kind.FAILURE, "the log cannot be read: " + failure));
    }

    /** Time passes: waits and graces end. */
    void tick() {
        long now = clock.millis();
        boolean wake;
        boolean idle;
        boolean gone;
        synchronized (lock) {
            wake = wakePolicy.isOverdue(now);
            idle =
                    readers == 0
                            && waiting.isEmpty()
                            && now - lastUsedMillis >= settings.idleMillis();
            gone =
                    !unreachable
                            && !tracks.isEmpty()
                            && now - lastRecordMillis > settings.graceMillis();
        }
        if (wake) {
            wakeAll();
        }
        refuseOverdue(now);
        if (gone) {
            end(
                    EndReason.of(
                            EndReason.Kind.PUBLISHER_GONE,
                            "publisher of path '" + path + "' left and did not return"));
        } else if (idle) {
            end(EndReason.of(EndReason.Kind.PEER_LEFT, "no readers"));
        }
    }

    private void refuseOverdue(long now) {
        List<CompletableFuture<SharedStream>> overdue;
        synchronized (lock) {
            overdue = waiting.takeOverdue(now);
        }
        Waiting.refuse(
                overdue, RefusedException.Cause.NOT_FOUND, path, "has had no entry point yet");
    }

    boolean isEnded() {
        return ended;
    }

    /** Ends all readers and lets the tail and the ring go. */
    void end(EndReason reason) {
        List<CompletableFuture<SharedStream>> refused;
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            refused = waiting.takeAll();
            if (tail != null) {
                tail.close();
            }
            ring.clear();
        }
        Waiting.refuse(
                refused, RefusedException.Cause.UNAVAILABLE, path, "ended: " + reason.text());
        readersGauge.close();
        groups.values().forEach(group -> group.end(reason));
        LOG.info("path={} stream ended: {}", path, reason.text());
    }

    @Override
    public CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
        return past.open(path, start, end);
    }

    @Override
    public <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
        return read(flavour, executor, sink, JoinMode.KEYFRAME);
    }

    /** Attaches a reader as it asks for. */
    <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink, JoinMode join) {
        Cursor<I> cursor = new Cursor<>(this, executor, sink);
        attaching.execute(() -> attach(cursor, flavour, join));
        return cursor;
    }

    private <I extends ReferenceCounted> void attach(
            Cursor<I> cursor, WireFlavour<I> flavour, JoinMode join) {
        ReaderGroup group = groups.computeIfAbsent(cursor.executor(), ReaderGroup::new);
        synchronized (lock) {
            if (!ended) {
                Feed<I> feed = feeds.join(flavour);
                readers++;
                Cursor.Start start = Cursor.Start.of(ring, join);
                if (!group.execute(() -> begin(group, cursor, feed, start))) {
                    leave(feed);
                }
                return;
            }
        }
        group.execute(() ->
                cursor.end(
                        EndReason.of(EndReason.Kind.PUBLISHER_GONE, "path '" + path + "' ended")));
    }

    private <I extends ReferenceCounted> void begin(
            ReaderGroup group, Cursor<I> cursor, Feed<I> feed, Cursor.Start start) {
        if (!cursor.isEnded()) {
            group.add(cursor);
        }
        cursor.start(feed, start);
        if (ended) {
            cursor.end(EndReason.of(EndReason.Kind.PUBLISHER_GONE, "path '" + path + "' ended"));
        }
    }

    /** A reader ended; on its executor. */
    void detach(Cursor<?> cursor, Feed<?> feed) {
        ReaderGroup group = groups.get(cursor.executor());
        if (group != null) {
            group.remove(cursor);
        }
        attaching.execute(() -> {
            synchronized (lock) {
                leave(feed);
            }
        });
    }

    private void leave(Feed<?> feed) {
        readers--;
        lastUsedMillis = clock.millis();
        feeds.leave(feed);
    }

    @Nullable RingEntry newestEntryPoint() {
        return ring.newestEntryPoint();
    }

    long nowMillis() {
        return clock.millis();
    }

    void countSkipped(long units) {
        skippedUnits.add(units);
        long now = clock.millis();
        synchronized (lock) {
            if (now - lastSkipLogMillis < 1_000) {
                return;
            }
            lastSkipLogMillis = now;
        }
        LOG.warn(
                "path={} a slow reader skipped {} units ({} of all readers so far)",
                path,
                units,
                skippedUnits.sum());
    }
}
