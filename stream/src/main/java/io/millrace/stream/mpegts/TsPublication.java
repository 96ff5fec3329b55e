package io.millrace.stream.mpegts;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.media.ts.TsDemuxerSettings;
import io.millrace.media.ts.TsPassthroughSplitter;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a transport stream, whatever protocol brings it: its tracks and units go to a {@link
 * Publisher}, with passthrough its packets too. The first units are held until the format of every
 * stream of the program is known, or for a bounded time. What cannot be read costs itself only and
 * is counted. Used by one thread at a time; {@link #finish} comes last.
 */
public final class TsPublication {
    private static final Logger LOG = LoggerFactory.getLogger(TsPublication.class);
    private static final int MAX_UNIT_BYTES = 16 << 20;
    private static final long MAX_HELD_NANOS = 1_000_000_000;
    private static final long MAX_HELD_BYTES = 8 << 20;

    /** Of the hidden track; demuxed tracks count from 0 and are 64 at most. */
    private static final int PASSTHROUGH_TRACK = 255;

    private final Publisher publisher;
    private final String peer;
    private final Settings settings;
    private final LongAdder malformed;
    private final LongAdder packetsLost;
    private final LongAdder unitsTorn;
    private final Input input;
    private final Queue<Unit> held = new ArrayDeque<>();
    private List<Track> tracks = List.of();
    private long heldBytes;
    private long firstNanos;
    private long units;
    private long countedLosses;
    private long countedDrops;
    private boolean open;

    /**
     * What a path says.
     *
     * @param passthrough whether packets are kept as received, beside the units
     * @param programNumber the program to read; 0 takes the first
     */
    public record Settings(boolean passthrough, int programNumber) {
        /** The first program's units. */
        public static final Settings DEFAULT = new Settings(false, 0);

        private TsDemuxerSettings demuxer() {
            TsDemuxerSettings first = TsDemuxerSettings.ofFirstProgram(MAX_UNIT_BYTES);
            return programNumber == 0 ? first : first.withProgram(programNumber);
        }
    }

    /** A demuxer, with or without its packets. */
    private sealed interface Input {
        record Units(TsDemuxer demuxer) implements Input {}

        record Packets(TsPassthroughSplitter splitter) implements Input {}
    }

    /** {@code peer} is for logs. */
    public TsPublication(Publisher publisher, String peer, Settings settings, Counters counters) {
        this.publisher = publisher;
        this.peer = peer;
        this.settings = settings;
        malformed = counters.counter("mpegts_malformed");
        packetsLost = counters.counter("mpegts_packets_lost");
        unitsTorn = counters.counter("mpegts_units_dropped", "reason", "torn");
        Sink sink = new Sink();
        input =
                settings.passthrough()
                        ? new Input.Packets(
                                new TsPassthroughSplitter(
                                        sink, PASSTHROUGH_TRACK, settings.demuxer()))
                        : new Input.Units(new TsDemuxer(sink, settings.demuxer()));
    }

    /** Takes bytes, in pieces of any size. Borrowed. */
    public void read(ByteBuf bytes) {
        long nowMicros = System.currentTimeMillis() * 1_000;
        switch (input) {
            case Input.Units(TsDemuxer demuxer) -> demuxer.read(bytes, nowMicros);
            case Input.Packets(TsPassthroughSplitter splitter) -> splitter.read(bytes, nowMicros);
        }
        openIfDue(System.nanoTime());
        countLosses();
    }

    /** Units so far: a source that brings none for long has nothing to publish. */
    public long units() {
        return units;
    }

    /** The stream has ended: what is held is given. The publisher is the caller's to close. */
    public void finish() {
        switch (input) {
            case Input.Units(TsDemuxer demuxer) -> demuxer.finish();
            case Input.Packets(TsPassthroughSplitter splitter) -> splitter.finish();
        }
        if (!open && !held.isEmpty()) {
            open();
        }
        countLosses();
    }

    private TsDemuxer demuxer() {
        return switch (input) {
            case Input.Units(TsDemuxer demuxer) -> demuxer;
            case Input.Packets(TsPassthroughSplitter splitter) -> splitter.demuxer();
        };
    }

    private void countLosses() {
        long losses = demuxer().continuityErrors();
        packetsLost.add(losses - countedLosses);
        countedLosses = losses;
        long drops = demuxer().droppedUnits();
        unitsTorn.add(drops - countedDrops);
        countedDrops = drops;
    }

    private void openIfDue(long nanoTime) {
        boolean due =
                demuxer().hasAllTracks()
                        || heldBytes >= MAX_HELD_BYTES
                        || nanoTime - firstNanos >= MAX_HELD_NANOS;
        if (!open && !held.isEmpty() && due && !tracks.isEmpty()) {
            open();
        }
    }

    private void open() {
        open = true;
        publisher.describe(described());
        held.forEach(publisher::write);
        held.clear();
    }

    private List<Track> described() {
        if (!settings.passthrough()) {
            return tracks;
        }
        List<Track> all = new ArrayList<>(tracks);
        all.add(new Track(PASSTHROUGH_TRACK, new TransportStreamFormat()));
        return all;
    }

    private void take(Unit unit) {
        if (units++ == 0) {
            firstNanos = System.nanoTime();
        }
        if (open) {
            publisher.write(unit);
        } else {
            held.add(unit);
            heldBytes += unit.sizeBytes();
        }
    }

    /** The demuxer's side. */
    private final class Sink implements TsPassthroughSplitter.Sink {
        @Override
        public void onTracks(List<Track> newTracks) {
            tracks = newTracks;
            if (open) {
                publisher.describe(described());
            }
        }

        @Override
        public void onUnit(Unit unit) {
            take(unit);
        }

        @Override
        public void onChunk(Unit chunk) {
            take(chunk);
        }

        @Override
        public void onUnsupported(int pid, String codec) {
            LOG.warn(
                    "path {}: {} sends {}, which is not supported; it is left out",
                    publisher.path(),
                    peer,
                    codec);
        }

        @Override
        public void onMalformed(long offset, MalformedMediaException problem) {
            malformed.increment();
            LOG.debug("path {}: {}: {}", publisher.path(), peer, problem.getMessage());
        }
    }
}
