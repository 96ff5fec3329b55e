package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/** What a record that readers can start from carries beside its units: all they need to begin. */
public record EntryPoint(List<Track> tracks, RunningNumbers numbers) {
    public EntryPoint {
        tracks = List.copyOf(tracks);
    }
}
