package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/**
 * What a record that readers can start from carries beside its units: all they need to begin.
 *
 * @param forced decoding cannot really start here: the stream shows no better place. Its pictures
 *     are whole only once the encoder has refreshed all parts of them
 */
public record EntryPoint(List<Track> tracks, RunningNumbers numbers, boolean forced) {
    public EntryPoint {
        tracks = List.copyOf(tracks);
    }

    /** One that decoding can start at. */
    public EntryPoint(List<Track> tracks, RunningNumbers numbers) {
        this(tracks, numbers, false);
    }
}
