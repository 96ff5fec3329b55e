package io.millrace.stream.read;

import io.millrace.media.Track;
import io.millrace.stream.EndReason;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.JoinMode;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's place in the ring. Confined to the reader's executor from {@link #start} on; writes
 * while the peer takes more, then flushes once. One that fell off the ring jumps to the newest
 * entry point.
 */
final class Cursor<I extends ReferenceCounted> implements Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);

    private final SharedStream stream;
    private final EventExecutor executor;
    private final ReaderSink<I> sink;
    private final long askedMillis;
    private boolean served;
    private @Nullable Feed<I> feed;
    private Position position = new Position.Unstarted();
    private List<Track> described = List.of();

    /** Where the reader is. Unstarted → AtEntryPoint or Awaiting → After ⇄ Awaiting → Ended. */
    private sealed interface Position {
        record Unstarted() implements Position {}

        /** The entry is the next to write. */
        record AtEntryPoint(RingEntry entry) implements Position {}

        /** The last entry was written. Mutable, so that reading allocates nothing. */
        final class After implements Position {
            private RingEntry entry;

            After(RingEntry entry) {
                this.entry = entry;
            }
        }

        /** There is no entry point to go on from: the next one to come. */
        record Awaiting(long unitsSeen, boolean counts) implements Position {}

        record Ended() implements Position {}
    }

    /**
     * Where it begins.
     *
     * @param entryPoint null to wait for one
     * @param unitsSeen units of the stream that the one waited for comes after
     */
    record Start(@Nullable RingEntry entryPoint, long unitsSeen) {
        /** Under the stream's lock. */
        static Start of(Ring ring, JoinMode join) {
            RingEntry newest = ring.newest();
            return switch (join) {
                case KEYFRAME -> new Start(ring.newestEntryPoint(), 0);
                case NEXT -> new Start(null, newest == null ? 0 : newest.unitsUpTo());
            };
        }
    }

    Cursor(SharedStream stream, EventExecutor executor, ReaderSink<I> sink) {
        this.stream = stream;
        this.executor = executor;
        this.sink = sink;
        this.askedMillis = stream.nowMillis();
    }

    EventExecutor executor() {
        return executor;
    }

    boolean isEnded() {
        return position instanceof Position.Ended;
    }

    /** First call on the executor; the reader counts among the feed's already. */
    void start(Feed<I> attached, Start start) {
        if (isEnded()) {
            stream.detach(this, attached);
            return;
        }
        feed = attached;
        RingEntry entryPoint = start.entryPoint();
        position =
                entryPoint == null
                        ? new Position.Awaiting(start.unitsSeen(), false)
                        : new Position.AtEntryPoint(entryPoint);
        pump();
    }

    @Override
    public void resume() {
        pump();
    }

    /** Writes all that the peer takes. An edge: a sink that fails ends its own reader only. */
    void pump() {
        try {
            if (writeAll()) {
                sink.flush();
            }
        } catch (RuntimeException e) {
            LOG.error("path={} a reader failed", stream.path(), e);
            end(EndReason.of(EndReason.Kind.FAILURE, "reader failed: " + e));
        }
    }

    private boolean writeAll() {
        Feed<I> source = feed;
        if (source == null) {
            return false;
        }
        if (source.isFailed()) {
            end(EndReason.of(EndReason.Kind.FAILURE, "stream cannot be encoded"));
            return false;
        }
        boolean live = position instanceof Position.After;
        boolean written = false;
        while (sink.isWritable()) {
            RingEntry entry = nextEntry();
            if (entry == null) {
                break;
            }
            if (entry.tryPin()) {
                try {
                    written |= write(entry, source);
                } finally {
                    entry.unpin();
                }
            } else {
                jump(entry.unitsBefore());
            }
        }
        if (written) {
            measure(source, live);
        }
        return written && !isEnded();
    }

    private void measure(Feed<I> source, boolean live) {
        if (!served) {
            served = true;
            source.firstImage().recordMillis(stream.nowMillis() - askedMillis);
        } else if (live && position instanceof Position.After after) {
            source.delivery().recordMillis(stream.nowMillis() - after.entry.timestampMillis());
        }
    }

    private @Nullable RingEntry nextEntry() {
        return switch (position) {
            case Position.Unstarted() -> null;
            case Position.Ended() -> null;
            case Position.AtEntryPoint(RingEntry entry) -> entry;
            case Position.After after -> following(after.entry);
            case Position.Awaiting awaiting -> arrived(awaiting);
        };
    }

    private @Nullable RingEntry following(RingEntry last) {
        RingEntry next = last.next();
        if (next != last) {
            return next;
        }
        jump(last.unitsUpTo());
        return position instanceof Position.AtEntryPoint(RingEntry entry) ? entry : null;
    }

    private @Nullable RingEntry arrived(Position.Awaiting awaiting) {
        RingEntry entry = stream.newestEntryPoint();
        if (entry == null || entry.unitsBefore() < awaiting.unitsSeen()) {
            return null;
        }
        if (awaiting.counts()) {
            skipped(entry.unitsBefore() - awaiting.unitsSeen());
        }
        position = new Position.AtEntryPoint(entry);
        return entry;
    }

    /** Goes on at the newest entry point, or waits for one. */
    private void jump(long unitsSeen) {
        RingEntry entry = stream.newestEntryPoint();
        if (entry == null) {
            position = new Position.Awaiting(unitsSeen, true);
            return;
        }
        skipped(entry.unitsBefore() - unitsSeen);
        position = new Position.AtEntryPoint(entry);
    }

    private void skipped(long units) {
        if (units > 0) {
            stream.countSkipped(units);
            sink.onSkipped(units);
        }
    }

    private boolean write(RingEntry entry, Feed<I> source) {
        if (position instanceof Position.After after) {
            after.entry = entry;
        } else {
            position = new Position.After(entry);
        }
        if (entry.record().isEntryPoint()) {
            describe(entry.record().entryPoint().orElseThrow());
        }
        ReferenceCounted image = entry.image(source);
        if (image == null || isEnded()) {
            return false;
        }
        sink.write(source.typed(image), entry.record());
        return true;
    }

    private void describe(EntryPoint point) {
        if (!point.tracks().equals(described)) {
            described = point.tracks();
            sink.onTracks(described);
        }
    }

    @Override
    public void close() {
        if (!isEnded()) {
            position = new Position.Ended();
            Feed<I> attached = feed;
            if (attached != null) {
                stream.detach(this, attached);
            }
        }
    }

    /** Ends it from our side; on the executor. */
    void end(EndReason reason) {
        if (!isEnded()) {
            close();
            sink.onEnd(reason);
        }
    }
}
