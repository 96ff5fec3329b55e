package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/**
 * A peer that wants to publish.
 *
 * @param tracks what it will send; may be described anew later. Empty where the protocol tells it
 *     only with the media, after it is admitted (RTMP): then {@link Publisher#describe} comes
 *     before the first unit
 * @param yields whether it gives way to everybody: it stands by while another has the path, and
 *     loses it to whoever comes
 */
public record PublishRequest(PathName path, Client client, List<Track> tracks, boolean yields) {
    public PublishRequest {
        tracks = List.copyOf(tracks);
    }

    /** Of one that gives way only as the path's policy says. */
    public PublishRequest(PathName path, Client client, List<Track> tracks) {
        this(path, client, tracks, false);
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
