package io.millrace.packager.rewind;

import java.time.Duration;

/**
 * How one path's past is shown; the same as its live content.
 *
 * @param partMillis what segments are cut by; 0 for none
 * @param maxSegmentBytes a bigger segment is a gap
 */
public record RewindSettings(
        Duration segmentDuration, int partMillis, Duration grace, long maxSegmentBytes) {

    long outageMicros() {
        return grace.toNanos() / 1_000;
    }

    int nominalSeconds() {
        return (int) Math.ceilDiv(segmentDuration.toMillis(), 1_000L);
    }
}
