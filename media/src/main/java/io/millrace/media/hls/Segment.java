package io.millrace.media.hls;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;

/**
 * A complete segment: all units from the entry point that carries its number up to the one with the
 * next number. A function of the log alone.
 *
 * @param start the entry point that it begins with
 * @param durationMicros up to the next segment; before a long outage, up to its last unit
 * @param mediaBytes payload bytes of its units
 * @param runs its units; none in a gap, a segment that was too big to be kept
 */
public record Segment(
        SegmentStart start, long durationMicros, long mediaBytes, List<SegmentRun> runs) {
    public Segment {
        runs = List.copyOf(runs);
        if (durationMicros <= 0) {
            throw new IllegalArgumentException("segment of " + durationMicros + " microseconds");
        }
    }

    public SegmentName name() {
        return start.name();
    }

    public long number() {
        return start.name().number();
    }

    /** Whether players must do without it (EXT-X-GAP). */
    public boolean isGap() {
        return runs.isEmpty();
    }

    public long endMicros() {
        return start.segmentStartMicros() + durationMicros;
    }

    /** Number of its units of one kind. */
    public int units(MediaKind kind) {
        int count = 0;
        for (SegmentRun run : runs) {
            for (Unit unit : run.units()) {
                if (isOf(run.tracks(), unit.track(), kind)) {
                    count++;
                }
            }
        }
        return count;
    }

    static boolean isOf(List<Track> tracks, int id, MediaKind kind) {
        for (Track track : tracks) {
            if (track.id() == id) {
                return track.kind() == kind;
            }
        }
        return false;
    }
}
