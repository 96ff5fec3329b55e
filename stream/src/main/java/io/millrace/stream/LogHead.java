package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/**
 * Where a path's log stands: what the next epoch must know to continue it.
 *
 * @param epoch the newest epoch in the log
 * @param tracks the newest entry point's tracks
 * @param numbers the newest entry point's running numbers
 * @param lastMicros latest pts of any track on the path's timeline, in microseconds
 * @param lastTimestampMillis when the last record with units was written, milliseconds since 1970
 */
public record LogHead(
        long epoch,
        List<Track> tracks,
        RunningNumbers numbers,
        long lastMicros,
        long lastTimestampMillis) {
    public LogHead {
        tracks = List.copyOf(tracks);
    }
}
