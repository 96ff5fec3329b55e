package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/**
 * A peer that wants to publish.
 *
 * @param tracks what it will send; may be described anew later. Empty where the protocol tells it
 *     only with the media, after it is admitted (RTMP): then {@link Publisher#describe} comes
 *     before the first unit
 */
public record PublishRequest(PathName path, Client client, List<Track> tracks) {
    public PublishRequest {
        tracks = List.copyOf(tracks);
    }

    /** A part of ours that publishes, such as a file. */
    public static PublishRequest internal(PathName path, String name, List<Track> tracks) {
        return new PublishRequest(path, Client.internal(name), tracks);
    }

    /** For people: {@code rtmp 127.0.0.1:40122}. */
    public String peer() {
        return client.peer();
    }
}
