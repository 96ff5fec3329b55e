package io.millrace.stream;

/**
 * Numbers of a path that run through all its epochs, stamped by the writer on every entry point, so
 * that packagers read and never invent them.
 *
 * @param segment number of the segment that the entry point begins or belongs to
 * @param discontinuity counts the places where decoding must begin anew
 * @param timelineOffsetMicros what this epoch adds to its source's timestamps
 * @param segmentStartMicros dts on the path's timeline at which the segment began
 * @param wallClockAnchorMicros wall clock, microseconds since 1970, of the timeline's zero in this
 *     epoch
 */
public record RunningNumbers(
        long segment,
        long discontinuity,
        long timelineOffsetMicros,
        long segmentStartMicros,
        long wallClockAnchorMicros) {}
