package io.millrace.packager;

import io.millrace.media.hls.SegmentWindow;
import java.time.Duration;

/**
 * How one path is packaged.
 *
 * @param hls whether viewers may take it over HLS at all
 * @param window how many segments are listed and kept
 * @param segmentDuration the path's least segment duration; the least target duration
 * @param partMillis duration of a part for low latency; 0 for none
 * @param grace a path whose last record is older than this is not live
 * @param keyRotation segments that are encrypted by the same key; 0 where none are encrypted
 */
record PathPackaging(
        boolean hls,
        SegmentWindow.Limits window,
        Duration segmentDuration,
        int partMillis,
        Duration grace,
        int keyRotation) {
    private static final int LISTED_SEGMENTS = 7;
    private static final int KEPT_SEGMENTS = 12;
    private static final long KEPT_BYTES = 64L << 20;

    /** With as many segments as fit every path. */
    static PathPackaging of(
            boolean hls, Duration segmentDuration, Duration partDuration, Duration grace) {
        return new PathPackaging(
                hls,
                new SegmentWindow.Limits(
                        LISTED_SEGMENTS, KEPT_SEGMENTS, KEPT_BYTES, grace.toNanos() / 1000),
                segmentDuration,
                Math.toIntExact(partDuration.toMillis()),
                grace,
                0);
    }

    /** Likewise with encrypted segments, which have no parts. */
    PathPackaging encrypted(int segmentsPerKey) {
        return new PathPackaging(hls, window, segmentDuration, 0, grace, segmentsPerKey);
    }

    boolean isEncrypted() {
        return keyRotation > 0;
    }

    /** How much of the path's log is read when it is first asked for. */
    Duration history() {
        return segmentDuration.multipliedBy(2 * (LISTED_SEGMENTS + 1));
    }
}
