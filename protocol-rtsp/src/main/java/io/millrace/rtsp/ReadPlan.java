package io.millrace.rtsp;

import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader has set up so far. Immutable.
 *
 * @param tracks all tracks that the reader was told of
 * @param transports of the tracks that were set up, by track id
 */
record ReadPlan(
        String base,
        PathName path,
        LiveStream stream,
        List<Track> tracks,
        SortedMap<Integer, TrackTransport> transports) {

    static ReadPlan of(RequestUrl url, LiveStream stream) {
        List<Track> tracks = CarriedTracks.of(Container.RTP, stream.tracks()).carried();
        return new ReadPlan(url.base(), stream.path(), stream, tracks, new TreeMap<>());
    }

    ReadPlan with(int trackId, TrackTransport transport) {
        SortedMap<Integer, TrackTransport> more = new TreeMap<>(transports);
        more.put(trackId, transport);
        return new ReadPlan(base, path, stream, tracks, more);
    }

    Optional<Track> track(int id) {
        return tracks.stream().filter(track -> track.id() == id).findFirst();
    }

    /** The tracks that were set up. */
    List<Track> chosen() {
        return tracks.stream().filter(track -> transports.containsKey(track.id())).toList();
    }

    /** Whether all tracks go over UDP, or all over TCP; nothing set up is both. */
    boolean fits(TrackTransport transport) {
        for (Map.Entry<Integer, TrackTransport> entry : transports.entrySet()) {
            boolean same =
                    switch (entry.getValue()) {
                        case TrackTransport.Tcp(RtspConnection connection, _) ->
                                transport instanceof TrackTransport.Tcp tcp
                                        && tcp.connection() == connection;
                        case TrackTransport.Udp _ -> transport instanceof TrackTransport.Udp;
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
