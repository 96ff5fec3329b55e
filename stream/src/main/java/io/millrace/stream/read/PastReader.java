package io.millrace.stream.read;

import io.millrace.media.Track;
import io.millrace.stream.EndReason;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.EpochFence;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of the past: fetches a few seconds of records ahead and hands each on as long after the
 * first one as it was written, so it stays as far behind the live edge as it began. A peer that
 * takes less gets it later; nothing is left out. Confined to its executor but for {@link #wakeAt}
 * and {@link #endLater}.
 */
final class PastReader<I extends ReferenceCounted> implements Reader {
    private static final Logger LOG = LoggerFactory.getLogger(PastReader.class);
    private static final long AHEAD_MILLIS = 2_000;
    private static final long AHEAD_BYTES = 4L << 20;
    private static final int CHUNK_RECORDS = 256;
    private static final long POLL_MILLIS = 100;
    private static final long RETRY_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 10_000;

    private final PastStream stream;
    private final EventExecutor executor;
    private final ReaderSink<I> sink;
    private final WireEncoder<I> encoder;
    private final LongAdder sentUnits;
    private final EpochFence fence = new EpochFence(0);
    private final Queue<LoggedRecord> queue = new ArrayDeque<>();
    private List<Track> described = List.of();
    private Pace pace = new Pace(0, 0, 0);
    private long queuedBytes;
    private long nextOffset;
    private long newestMillis;
    private long nextFetchMillis;
    private boolean fetching;
    private boolean ended;
    private volatile long wakeMillis;

    /**
     * When records are due.
     *
     * @param loggedMillis when a record was written that was due at {@code dueMillis}
     * @param lastMillis when the record before was written
     */
    private record Pace(long loggedMillis, long dueMillis, long lastMillis) {
        boolean isStarted() {
            return lastMillis > 0;
        }

        long due(long writtenMillis) {
            return dueMillis + Math.max(writtenMillis - loggedMillis, 0);
        }

        /** While nobody published, nobody waits for longer than a little. */
        Pace before(long writtenMillis, long nowMillis) {
            if (!isStarted()) {
                return new Pace(writtenMillis, nowMillis, writtenMillis);
            }
            long excess = Math.max(writtenMillis - lastMillis - MAX_PAUSE_MILLIS, 0);
            return new Pace(loggedMillis + excess, dueMillis, lastMillis);
        }

        Pace after(long writtenMillis) {
            return new Pace(loggedMillis, dueMillis, Math.max(lastMillis, writtenMillis));
        }
    }

    PastReader(
            PastStream stream, WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
        this.stream = stream;
        this.executor = executor;
        this.sink = sink;
        this.encoder = flavour.newEncoder(stream.path());
        this.nextOffset = stream.offset();
        this.sentUnits =
                stream.streams().counters().counter("rewound_units", "path", path().value());
    }

    private PathName path() {
        return stream.path();
    }

    /** Goes on if there is something to do by then. Any thread. */
    void wakeAt(long nowMillis) {
        if (nowMillis >= wakeMillis) {
            wakeMillis = Long.MAX_VALUE;
            execute(this::pump);
        }
    }

    /** Any thread. */
    void endLater(EndReason reason) {
        execute(() -> end(reason));
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            stream.streams().remove(this);
        }
    }

    @Override
    public void resume() {
        pump();
    }

    @Override
    public Optional<Instant> place() {
        return Optional.of(
                pace.isStarted()
                        ? Instant.ofEpochMilli(pace.lastMillis())
                        : stream.range().begin());
    }

    /** An edge: what fails ends this reader only. */
    private void pump() {
        if (ended) {
            return;
        }
        try {
            if (writeDue()) {
                sink.flush();
            }
            if (!ended) {
                fetch();
                wakeMillis = nextWake();
            }
        } catch (RuntimeException e) {
            LOG.error("path={} a reader of the past failed", path(), e);
            end(EndReason.of(EndReason.Kind.FAILURE, "reader failed: " + e));
        }
    }

    private long nextWake() {
        LoggedRecord head = queue.peek();
        long records = head == null || !sink.isWritable() ? Long.MAX_VALUE : dueOf(head);
        return fetching ? records : Math.min(records, wantsMore() ? nextFetchMillis : records);
    }

    private long dueOf(LoggedRecord head) {
        pace = pace.before(head.timestampMillis(), stream.streams().nowMillis());
        return pace.due(head.timestampMillis());
    }

    private boolean writeDue() {
        boolean written = false;
        while (!ended && sink.isWritable()) {
            LoggedRecord head = queue.peek();
            if (head == null || dueOf(head) > stream.streams().nowMillis()) {
                break;
            }
            if (head.timestampMillis() >= stream.endMillis()) {
                end(EndReason.of(EndReason.Kind.PUBLISHER_GONE, "the range is over"));
                break;
            }
            queue.remove();
            queuedBytes -= head.record().sizeBytes();
            pace = pace.after(head.timestampMillis());
            written |= write(head);
        }
        return written && !ended;
    }

    private boolean write(LoggedRecord logged) {
        Optional<EntryPoint> point = logged.record().entryPoint();
        if (point.isPresent() && !point.get().tracks().equals(described)) {
            described = point.get().tracks();
            encoder.describe(described);
            sink.onTracks(described);
        }
        Optional<I> image = encoder.encode(logged.record());
        if (image.isEmpty()) {
            return false;
        }
        try {
            if (!ended) {
                sink.write(image.get(), logged.record());
                sentUnits.add(logged.record().units().size());
            }
        } finally {
            image.get().release();
        }
        return true;
    }

    private boolean wantsMore() {
        LoggedRecord head = queue.peek();
        return queuedBytes < AHEAD_BYTES
                && (head == null || newestMillis - head.timestampMillis() < AHEAD_MILLIS);
    }

    private void fetch() {
        if (fetching || !wantsMore() || stream.streams().nowMillis() < nextFetchMillis) {
            return;
        }
        fetching = true;
        long from = nextOffset;
        var _ =
                stream.streams()
                        .log()
                        .look(path(), history -> chunk(history, from))
                        .whenComplete(
                                (records, failure) -> execute(() -> fetched(records, failure)));
    }

    private static List<LoggedRecord> chunk(LogHistory history, long from) throws IOException {
        List<LoggedRecord> records = new ArrayList<>();
        long[] bytes = new long[1];
        history.read(
                Math.max(from, history.begin()),
                history.end(),
                logged -> {
                    records.add(logged);
                    bytes[0] += logged.record().sizeBytes();
                    return records.size() < CHUNK_RECORDS && bytes[0] < AHEAD_BYTES / 2;
                });
        return records;
    }

    private void fetched(@Nullable List<LoggedRecord> records, @Nullable Throwable failure) {
        fetching = false;
        long now = stream.streams().nowMillis();
        if (ended) {
            return;
        }
        if (records == null) {
            LOG.warn("path={} the past cannot be read, trying again: {}", path(), failure);
            nextFetchMillis = now + RETRY_MILLIS;
        } else if (records.isEmpty()) {
            nextFetchMillis = now + POLL_MILLIS;
            endIfGone(now);
        } else {
            records.forEach(this::add);
        }
        pump();
    }

    private void add(LoggedRecord logged) {
        nextOffset = logged.offset() + 1;
        newestMillis = Math.max(newestMillis, logged.timestampMillis());
        boolean counts = fence.judge(logged.record()) == EpochFence.Verdict.ADMIT;
        if (counts && !logged.record().units().isEmpty()) {
            queue.add(logged);
            queuedBytes += logged.record().sizeBytes();
        }
    }

    private void endIfGone(long nowMillis) {
        long graceMillis = stream.streams().settings(path()).graceMillis();
        if (queue.isEmpty() && nowMillis - newestMillis > graceMillis) {
            end(
                    EndReason.of(
                            EndReason.Kind.PUBLISHER_GONE,
                            "publisher of path '" + path() + "' left and did not return"));
        }
    }

    private void end(EndReason reason) {
        if (!ended) {
            close();
            sink.onEnd(reason);
        }
    }

    @Override
    public void close() {
        ended = true;
        queue.clear();
        stream.streams().remove(this);
    }
}
