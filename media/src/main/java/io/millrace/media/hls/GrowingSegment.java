package io.millrace.media.hls;

import io.millrace.media.Unit;
import java.util.List;

/**
 * A segment that has not ended yet, as it is after a record: what low latency shows of it.
 *
 * @param units its units so far, in log order; a segment has one description, for a new one begins
 *     a new segment
 */
public record GrowingSegment(SegmentStart start, List<Unit> units) {
    public GrowingSegment {
        units = List.copyOf(units);
    }
}
