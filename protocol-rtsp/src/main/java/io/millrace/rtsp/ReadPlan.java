package io.millrace.rtsp;

import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.srtp.SrtpSession;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /** The same tracks of what the stream was at another time. */
    ReadPlan with(ReadableStream other) {
        return new ReadPlan(base, path, other, transports);
    }

    /** The group that all tracks go to, where they do. */
    Optional<MulticastGroup> group() {
        return transports.values().stream()
                .flatMap(transport ->
                        transport instanceof TrackTransport.Multicast(var group, _)
                                ? Stream.of(group)
                                : Stream.empty())
                .findFirst();
    }

    /** The tracks that were set up. */
    List<Integer> chosen() {
        return stream.tracks().stream().filter(track -> transports.containsKey(track)).toList();
    }

    /** The same with the sequence numbers that SRTP gives the packets. */
    RtpInfo asSeen(RtpInfo info) {
        return new RtpInfo(
                info.tracks().stream()
                        .map(start ->
                                Optional.ofNullable(transports.get(start.trackId()))
                                        .flatMap(TrackTransport::security)
                                        .map(security -> asSeen(start, security))
                                        .orElse(start))
                        .toList(),
                info.wallClock());
    }

    private static RtpInfo.Start asSeen(RtpInfo.Start start, SrtpSession security) {
        return new RtpInfo.Start(
                start.trackId(), security.sequenceOf(start.sequence()), start.rtpTimestamp());
    }

    /** Whether all tracks go over UDP, or all over TCP, or to a group; nothing set up is both. */
    boolean fits(TrackTransport transport) {
        for (Map.Entry<Integer, TrackTransport> entry : transports.entrySet()) {
            boolean same =
                    switch (entry.getValue()) {
                        case TrackTransport.Tcp(RtspConnection connection, _, _) ->
                                transport instanceof TrackTransport.Tcp tcp
                                        && tcp.connection() == connection;
                        case TrackTransport.Udp _ -> transport instanceof TrackTransport.Udp;
                        case TrackTransport.Multicast(var group, _) ->
                                transport instanceof TrackTransport.Multicast other
                                        && other.group() == group;
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
