package io.millrace.rtsp;

import io.millrace.rtsp.message.RequestUrl;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader has set up so far. Immutable.
 *
 * @param transports of the tracks that were set up, by track id
 */
record ReadPlan(
        String base,
        PathName path,
        ReadableStream stream,
        SortedMap<Integer, TrackTransport> transports) {

    static ReadPlan of(RequestUrl url, PathName path, ReadableStream stream) {
        return new ReadPlan(url.base(), path, stream, new TreeMap<>());
    }

    ReadPlan with(int trackId, TrackTransport transport) {
        SortedMap<Integer, TrackTransport> more = new TreeMap<>(transports);
        more.put(trackId, transport);
        return new ReadPlan(base, path, stream, more);
    }

    /** The tracks that were set up. */
    List<Integer> chosen() {
        return stream.tracks().stream().filter(track -> transports.containsKey(track)).toList();
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
