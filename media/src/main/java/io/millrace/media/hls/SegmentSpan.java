package io.millrace.media.hls;

/**
 * What a playlist says of a complete segment, without its media.
 *
 * @param durationMicros as {@link Segment#durationMicros}
 * @param isGap whether players must do without it
 */
public record SegmentSpan(SegmentStart start, long durationMicros, boolean isGap) {
    public SegmentName name() {
        return start.name();
    }

    /** Where it ends on the path's timeline. */
    public long endMicros() {
        return start.segmentStartMicros() + durationMicros;
    }
}
