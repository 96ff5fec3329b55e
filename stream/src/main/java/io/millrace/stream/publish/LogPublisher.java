package io.millrace.stream.publish;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Histogram;
import io.millrace.stream.Leases.Lease;
import io.millrace.stream.LogWriter;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.StreamRecord;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication: a lease, a writer, an assembler. Sessions, the tick and the log's threads meet
 * here, so the assembler is guarded by a lock that is held for the making of one record only.
 */
final class LogPublisher implements Publisher, RecordAssembler.Output, LogWriter.AppendListener {
    private static final Logger LOG = LoggerFactory.getLogger(LogPublisher.class);

    private final PathName path;
    private final Lease lease;
    private final LogWriter writer;
    private final PublishSettings settings;
    private final InstantSource clock;
    private final Consumer<EndReason> onEnd;
    private final Consumer<LogPublisher> onClosed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Object lock = new Object();
    private final RecordAssembler assembler;
    private final LongAdder writtenUnits;
    private final LongAdder writtenBytes;
    private final LongAdder jumps;
    private final LongAdder gaps;
    private final LongAdder forcedEntries;
    private final LongAdder failedUnits;
    private final Histogram appendTime;
    private final Deque<Long> appendedMillis = new ArrayDeque<>();
    private final Counters.Gauge liveGauge;
    private final Counters.Gauge intervalGauge;
    private volatile long entryPointIntervalMillis;
    private long lastEntryPointMillis;
    private final Map<Drop, LongAdder> drops = new EnumMap<>(Drop.class);
    private long lastProgressMillis;
    private long lastDropLogMillis;
    private boolean refused;

    LogPublisher(
            PublishRequest request,
            Lease lease,
            LogWriter writer,
            PublishSettings settings,
            Counters counters,
            InstantSource clock,
            Consumer<EndReason> onEnd,
            Consumer<LogPublisher> onClosed) {
        this.path = request.path();
        this.lease = lease;
        this.writer = writer;
        this.settings = settings;
        this.clock = clock;
        this.onEnd = onEnd;
        this.onClosed = onClosed;
        this.assembler =
                new RecordAssembler(lease.epoch(), request.tracks(), writer.head(), settings, this);
        String name = path.value();
        writtenUnits = counters.counter("publish_units", "path", name);
        writtenBytes = counters.counter("publish_bytes", "path", name);
        jumps = counters.counter("publish_timestamp_jumps", "path", name);
        gaps = counters.counter("publish_gaps", "path", name);
        forcedEntries = counters.counter("publish_forced_entry_points", "path", name);
        failedUnits = counters.counter("publish_failed_units", "path", name);
        appendTime = counters.histogram("publish_append");
        liveGauge =
                counters.gauge("paths", () -> closed.get() ? 0 : 1, "path", name, "state", "ready");
        intervalGauge =
                counters.gauge(
                        "publish_entry_point_interval_millis",
                        () -> entryPointIntervalMillis,
                        "path",
                        name);
        for (Drop drop : Drop.values()) {
            drops.put(
                    drop,
                    counters.counter(
                            "publish_dropped_units", "path", name, "reason", drop.label()));
        }
    }

    @Override
    public PathName path() {
        return path;
    }

    @Override
    public long epoch() {
        return lease.epoch();
    }

    @Override
    public void describe(List<Track> tracks) {
        synchronized (lock) {
            assembler.describe(tracks);
        }
    }

    @Override
    public void write(Unit unit) {
        synchronized (lock) {
            if (!closed.get()) {
                assembler.write(unit, clock.millis());
            }
        }
    }

    /** Flushes waiting audio; closes the publication if the log has stood still for too long. */
    void tick() {
        boolean stalled;
        synchronized (lock) {
            if (closed.get()) {
                return;
            }
            long now = clock.millis();
            assembler.tick(now);
            stalled = isWaiting() && now - lastProgressMillis >= settings.maxStallMillis();
        }
        if (stalled) {
            end(EndReason.of(EndReason.Kind.STALLED, "the log took nothing for too long"));
        }
    }

    private boolean isWaiting() {
        return refused || writer.pendingBytes() > 0;
    }

    @Override
    public boolean append(StreamRecord record) {
        if (!isWaiting()) {
            lastProgressMillis = clock.millis();
        }
        long now = clock.millis();
        appendedMillis.add(now);
        boolean taken = writer.append(record, this);
        if (!taken) {
            appendedMillis.removeLast();
        } else {
            if (record.isEntryPoint()) {
                measureEntryPoint(now);
            }
            if (record.mark() == Mark.GAP) {
                gaps.increment();
            }
        }
        refused |= !taken;
        return taken;
    }

    private void measureEntryPoint(long nowMillis) {
        if (lastEntryPointMillis != 0) {
            entryPointIntervalMillis = nowMillis - lastEntryPointMillis;
        }
        lastEntryPointMillis = nowMillis;
    }

    @Override
    public void dropped(Unit unit, Drop reason) {
        counter(reason).increment();
        long now = clock.millis();
        if (reason != Drop.BEFORE_ENTRY_POINT && now - lastDropLogMillis >= 1_000) {
            lastDropLogMillis = now;
            LOG.warn(
                    "path={} drops units: {} ({} so far), now {}",
                    path,
                    reason.label(),
                    counter(reason).sum(),
                    unit);
        }
    }

    private LongAdder counter(Drop reason) {
        LongAdder counter = drops.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return counter;
    }

    @Override
    public void jumped() {
        jumps.increment();
    }

    @Override
    public void forced() {
        if (forcedEntries.sum() == 0) {
            LOG.warn(
                    "path={} shows no picture that decoding can start at: readers begin at others"
                            + " every 2 s, with what the encoder refreshes by and by",
                    path);
        }
        forcedEntries.increment();
    }

    @Override
    public void onDone(StreamRecord record, Optional<Exception> failure) {
        synchronized (lock) {
            Long begun = appendedMillis.poll();
            if (begun != null) {
                appendTime.recordMillis(clock.millis() - begun);
            }
            if (failure.isPresent()) {
                failedUnits.add(record.units().size());
                assembler.lose(record);
                LOG.warn("path={} lost a record in the log: {}", path, failure.get().toString());
                return;
            }
            assembler.acknowledge(record);
            refused = false;
            lastProgressMillis = clock.millis();
        }
        writtenUnits.add(record.units().size());
        writtenBytes.add(record.sizeBytes());
    }

    @Override
    public void close(EndReason reason) {
        finish(reason);
    }

    /** Ends it from our side. */
    void end(EndReason reason) {
        if (finish(reason)) {
            onEnd.accept(reason);
        }
    }

    private boolean finish(EndReason reason) {
        synchronized (lock) {
            if (closed.get()) {
                return false;
            }
            assembler.end();
            closed.set(true);
        }
        liveGauge.close();
        intervalGauge.close();
        writer.close();
        lease.release();
        onClosed.accept(this);
        LOG.info("path={} epoch={} ended: {}", path, lease.epoch(), reason.text());
        return true;
    }
}
