package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/**
 * A peer that wants to publish.
 *
 * @param peer for people: {@code rtmp 127.0.0.1:40122}
 * @param tracks what it will send, at least one; may be described anew later
 */
public record PublishRequest(PathName path, String peer, List<Track> tracks) {
    public PublishRequest {
        tracks = List.copyOf(tracks);
    }
}
