package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/**
 * A peer that wants to publish.
 *
 * @param peer for people: {@code rtmp 127.0.0.1:40122}
 * @param tracks what it will send; may be described anew later. Empty where the protocol tells it
 *     only with the media, after it is admitted (RTMP): then {@link Publisher#describe} comes
 *     before the first unit
 */
public record PublishRequest(PathName path, String peer, List<Track> tracks) {
    public PublishRequest {
        tracks = List.copyOf(tracks);
    }
}
