package io.millrace.media.hls;

import io.millrace.media.Track;
import java.util.List;

/**
 * What an entry point of the log says about the segment that it begins or belongs to.
 *
 * @param name epoch and segment number
 * @param discontinuity number of the path's discontinuities up to here
 * @param segmentStartMicros dts on the path's timeline at which the segment began
 * @param entryMicros dts of this entry point's first unit
 * @param wallClockMicros microseconds since 1970 at which the entry point's first unit is presented
 * @param tracks description that holds from here on
 */
public record SegmentStart(
        SegmentName name,
        long discontinuity,
        long segmentStartMicros,
        long entryMicros,
        long wallClockMicros,
        List<Track> tracks) {
    /** Timestamps are rounded to microseconds; two entry points are further apart than this. */
    private static final long ROUNDING_MICROS = 1000;

    public SegmentStart {
        tracks = List.copyOf(tracks);
    }

    /** Whether the segment begins with this entry point, and not with an earlier one. */
    public boolean beginsSegment() {
        return Math.abs(entryMicros - segmentStartMicros) < ROUNDING_MICROS;
    }
}
