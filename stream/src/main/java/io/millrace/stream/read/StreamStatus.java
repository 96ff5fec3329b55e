package io.millrace.stream.read;

import io.millrace.media.Track;
import io.millrace.stream.PathName;
import java.util.List;

/** What a pod's stream looks like now, for people and metrics. */
public record StreamStatus(
        PathName path, long epoch, List<Track> tracks, int readers, long ringBytes) {
    public StreamStatus {
        tracks = List.copyOf(tracks);
    }
}
