package io.millrace.media.hls;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.UnitDuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A segment that still grows. Not thread-safe. */
final class OpenSegment {
    /** Length of a picture of which there is no second one to tell. */
    private static final long LONE_PICTURE_MICROS = 40_000;

    private final SegmentStart start;
    private final long maxBytes;
    private final List<SegmentRun> runs = new ArrayList<>();
    private final Map<Integer, Extent> extents = new HashMap<>();
    private List<Track> tracks;
    private List<Unit> units = new ArrayList<>();
    private long mediaBytes;

    /** From where to where a track's units reach, in microseconds of dts. */
    private record Extent(long lastMicros, long lengthMicros) {}

    OpenSegment(SegmentStart start, long maxBytes) {
        this.start = start;
        this.maxBytes = maxBytes;
        this.tracks = start.tracks();
    }

    void add(List<Track> described, List<Unit> added) {
        if (!described.equals(tracks)) {
            closeRun();
            tracks = described;
        }
        add(added);
    }

    void add(List<Unit> added) {
        for (Unit unit : added) {
            mediaBytes += unit.sizeBytes();
            noteExtent(unit);
        }
        if (mediaBytes > maxBytes) {
            units.clear();
            runs.clear();
        } else {
            units.addAll(added);
        }
    }

    /** As it is now; empty if it is too big, and so will be a gap, or has more than one run. */
    Optional<GrowingSegment> snapshot() {
        return mediaBytes > maxBytes || !runs.isEmpty()
                ? Optional.empty()
                : Optional.of(new GrowingSegment(start, units));
    }

    /**
     * Ends it before {@code next}. It lasts until then, unless the publisher was away for longer
     * than {@code maxOutageMicros}: then until its last unit.
     */
    Segment finish(SegmentStart next, long maxOutageMicros) {
        long nextStart = next.segmentStartMicros();
        boolean goesOn =
                nextStart > start.segmentStartMicros()
                        && nextStart - contentEnd() <= maxOutageMicros;
        return goesOn ? complete(nextStart - start.segmentStartMicros()) : finish();
    }

    /** Ends it with its last unit. */
    Segment finish() {
        return complete(contentEnd() - start.segmentStartMicros());
    }

    private long contentEnd() {
        long end = start.segmentStartMicros() + 1;
        for (Extent extent : extents.values()) {
            end = Math.max(end, extent.lastMicros + extent.lengthMicros);
        }
        return end;
    }

    private Segment complete(long durationMicros) {
        closeRun();
        return new Segment(start, durationMicros, mediaBytes, runs);
    }

    private void closeRun() {
        if (!units.isEmpty()) {
            runs.add(new SegmentRun(tracks, units));
            units = new ArrayList<>();
        }
    }

    private void noteExtent(Unit unit) {
        for (Track track : tracks) {
            if (track.id() == unit.track()) {
                long micros = Ticks.toMicros(unit.dtsTicks(), track.clockRate());
                extents.put(track.id(), new Extent(micros, lengthMicros(track, unit, micros)));
            }
        }
    }

    /** Where the codec does not tell, a unit lasts as long as the one before it did. */
    private long lengthMicros(Track track, Unit unit, long micros) {
        OptionalInt ticks = UnitDuration.ticks(track.format(), unit.payload());
        if (ticks.isPresent()) {
            return Ticks.toMicros(ticks.getAsInt(), track.clockRate());
        }
        Extent before = extents.get(track.id());
        return before == null ? LONE_PICTURE_MICROS : micros - before.lastMicros;
    }
}
