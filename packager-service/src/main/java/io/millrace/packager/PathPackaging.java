package io.millrace.packager;

import io.millrace.media.hls.SegmentWindow;
import io.millrace.stream.PathName;
import java.time.Duration;
import java.util.List;

/**
 * How one path is packaged.
 *
 * @param hls whether viewers may take it over HLS
 * @param dash likewise over DASH
 * @param window how many segments are listed and kept
 * @param segmentDuration the path's least segment duration; the least target duration
 * @param partMillis duration of a part for low latency; 0 for none
 * @param grace a path whose last record is older than this is not live
 * @param protection how its segments are encrypted
 * @param renditions the paths that are this one's content, in place of its own; empty if it has its
 *     own
 */
record PathPackaging(
        boolean hls,
        boolean dash,
        SegmentWindow.Limits window,
        Duration segmentDuration,
        int partMillis,
        Duration grace,
        Protection protection,
        List<PathName> renditions) {
    private static final int LISTED_SEGMENTS = 7;
    private static final int KEPT_SEGMENTS = 12;
    private static final long KEPT_BYTES = 64L << 20;

    /** With as many segments as fit every path. */
    static PathPackaging of(
            boolean hls,
            boolean dash,
            Duration segmentDuration,
            Duration partDuration,
            Duration grace) {
        return new PathPackaging(
                hls,
                dash,
                new SegmentWindow.Limits(
                        LISTED_SEGMENTS, KEPT_SEGMENTS, KEPT_BYTES, grace.toNanos() / 1000),
                segmentDuration,
                Math.toIntExact(partDuration.toMillis()),
                grace,
                new Protection.None(),
                List.of());
    }

    /** Likewise with encrypted segments; those that are encrypted as one have no parts. */
    PathPackaging encrypted(Protection how) {
        int parts = how instanceof Protection.WholeSegments ? 0 : partMillis;
        return new PathPackaging(hls, dash, window, segmentDuration, parts, grace, how, renditions);
    }

    /** The same with renditions. */
    PathPackaging of(List<PathName> paths) {
        return new PathPackaging(
                hls, dash, window, segmentDuration, partMillis, grace, protection, paths);
    }

    /** How much of the path's log is read when it is first asked for. */
    Duration history() {
        return segmentDuration.multipliedBy(2 * (LISTED_SEGMENTS + 1));
    }
}
