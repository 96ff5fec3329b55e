package io.millrace.media.hls;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path's log as the assembler sees it: 25 pictures a second, an entry point every second. */
final class HlsFixture {
    static final int PICTURES_A_GOP = 25;
    private static final long PICTURE_TICKS = 3600;
    private static final long MICROS_PER_SECOND = 1_000_000;

    static final Bytes PPS = Bytes.ofHex("68ebe3cb22c0");

    private HlsFixture() {}

    static List<Track> tracks(int level) {
        byte[] sps = {0x67, 0x64, 0x00, (byte) level, 0x1e};
        return List.of(
                new Track(0, new H264Format(List.of(Bytes.copyOf(sps)), List.of(PPS))),
                new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2)));
    }

    static List<Track> tracks() {
        return tracks(0x1e);
    }

    /** An entry point at {@code second}, in a segment that began at {@code segmentSecond}. */
    static SegmentStart entry(
            long epoch, long number, long discontinuity, long segmentSecond, long second) {
        return new SegmentStart(
                new SegmentName(epoch, number),
                discontinuity,
                segmentSecond * MICROS_PER_SECOND,
                second * MICROS_PER_SECOND,
                1_760_000_000_000_000L + second * MICROS_PER_SECOND,
                tracks());
    }

    /** Pictures from {@code first} on, counted from the second's start; the first may be a key. */
    static List<Unit> pictures(long second, int first, int count) {
        List<Unit> units = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            long ticks = second * 90_000 + i * PICTURE_TICKS;
            byte[] payload = {0, 0, 0, 3, (byte) (i == 0 ? 0x65 : 0x41), (byte) second, (byte) i};
            units.add(new Unit(0, ticks, ticks, 0, i == 0, payload));
        }
        return units;
    }

    /** Gives one GOP of a second; returns the segment that it ended. */
    static Optional<Segment> gop(SegmentAssembler assembler, SegmentStart entry) {
        long second = entry.entryMicros() / MICROS_PER_SECOND;
        Optional<Segment> finished = assembler.addEntryPoint(entry, pictures(second, 0, 1));
        for (int i = 1; i < PICTURES_A_GOP; i++) {
            assembler.add(pictures(second, i, 1));
        }
        return finished;
    }

    /** GOPs of one epoch from {@code fromSecond} to before {@code toSecond}, 2 s segments. */
    static List<Segment> segments(SegmentAssembler assembler, long fromSecond, long toSecond) {
        List<Segment> segments = new ArrayList<>();
        for (long second = fromSecond; second < toSecond; second++) {
            gop(assembler, entry(1, second / 2, 0, second / 2 * 2, second))
                    .ifPresent(segments::add);
        }
        return segments;
    }

    static SegmentAssembler assembler() {
        return new SegmentAssembler(1 << 20, 10 * MICROS_PER_SECOND);
    }

    /** A segment of {@code durationMicros} without looking at its units. */
    static Segment segment(
            long epoch, long number, long discontinuity, long startMicros, long durationMicros) {
        SegmentStart start =
                new SegmentStart(
                        new SegmentName(epoch, number),
                        discontinuity,
                        startMicros,
                        startMicros,
                        1_760_000_000_000_000L + startMicros,
                        tracks());
        List<Unit> units = pictures(startMicros / MICROS_PER_SECOND, 0, PICTURES_A_GOP);
        long bytes = units.stream().mapToLong(Unit::sizeBytes).sum();
        return new Segment(start, durationMicros, bytes, List.of(new SegmentRun(tracks(), units)));
    }
}
