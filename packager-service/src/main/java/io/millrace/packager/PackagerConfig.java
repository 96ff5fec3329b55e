package io.millrace.packager;

import io.millrace.media.hls.SegmentWindow;
import io.millrace.runtime.config.MillraceConfig;
import java.time.Duration;

/**
 * The packager's settings.
 *
 * @param window how many segments are listed and kept
 * @param maxSegmentBytes a bigger segment is left out of the playlist as a gap
 * @param segmentDuration the path's least segment duration; the least target duration
 * @param partMillis duration of a part for low latency; 0 for none
 * @param history how much of a path's log is read when it is first asked for
 * @param grace a path whose last record is older than this is not live
 * @param hold how long a request may wait for content
 * @param idle how long a path is kept that nobody asks for
 * @param maxPaths paths that are followed at a time
 * @param maxHeld requests of all paths that may wait at a time
 * @param renderedBytes segments' bytes that are kept for the next viewer
 */
public record PackagerConfig(
        SegmentWindow.Limits window,
        long maxSegmentBytes,
        Duration segmentDuration,
        int partMillis,
        Duration history,
        Duration grace,
        Duration hold,
        Duration idle,
        int maxPaths,
        int maxHeld,
        long renderedBytes) {
    private static final int LISTED_SEGMENTS = 7;
    private static final int KEPT_SEGMENTS = 12;
    private static final int PART_MILLIS = 200;
    private static final long MEBIBYTE = 1 << 20;

    /** What the process's configuration says, and defaults for the rest. */
    public static PackagerConfig of(MillraceConfig config) {
        return of(config.paths().segmentDuration(), config.paths().grace());
    }

    static PackagerConfig of(Duration segmentDuration, Duration grace) {
        return new PackagerConfig(
                new SegmentWindow.Limits(
                        LISTED_SEGMENTS, KEPT_SEGMENTS, 64 * MEBIBYTE, grace.toNanos() / 1000),
                50 * MEBIBYTE,
                segmentDuration,
                PART_MILLIS,
                segmentDuration.multipliedBy(2 * (LISTED_SEGMENTS + 1)),
                grace,
                Duration.ofSeconds(10),
                Duration.ofSeconds(45),
                1000,
                10_000,
                128 * MEBIBYTE);
    }
}
