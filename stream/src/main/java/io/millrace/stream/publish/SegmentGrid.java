package io.millrace.stream.publish;

import io.millrace.media.Track;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.RunningNumbers;
import java.util.List;

/**
 * Numbers segments and discontinuities (DESIGN section 3). A segment begins at the first entry
 * point at or after the duration since the last began, wherever decoding must begin anew, and with
 * each stretch of the timeline, so that a publisher's absence never lies inside a segment.
 */
record SegmentGrid(long segmentMicros) {
    /**
     * After a longer absence of the publisher decoding begins anew. Players of a playlist place
     * segments by their durations: without a mark they lose their way at the jump of timestamps.
     */
    private static final long LONGEST_BRIDGED_MICROS = 500_000;

    /** The numbers of a path's first entry point. */
    RunningNumbers first(Timeline timeline, long dtsMicros) {
        return timeline.numbers(0, 0, dtsMicros);
    }

    /**
     * The numbers of the entry point at {@code dtsMicros} that follows {@code previous}.
     *
     * @param anew whether it begins a stretch of the timeline: a new epoch, or a jump of the source
     */
    RunningNumbers next(
            EntryPoint previous,
            List<Track> tracks,
            Timeline timeline,
            long dtsMicros,
            boolean anew) {
        RunningNumbers before = previous.numbers();
        boolean away = anew && timeline.absenceMicros() > LONGEST_BRIDGED_MICROS;
        if (away || !previous.tracks().equals(tracks)) {
            return timeline.numbers(before.segment() + 1, before.discontinuity() + 1, dtsMicros);
        }
        if (anew || dtsMicros - before.segmentStartMicros() >= segmentMicros) {
            return timeline.numbers(before.segment() + 1, before.discontinuity(), dtsMicros);
        }
        return timeline.numbers(
                before.segment(), before.discontinuity(), before.segmentStartMicros());
    }
}
