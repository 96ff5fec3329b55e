package io.millrace.rtsp;

import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.srtp.SrtpSession;
import io.millrace.stream.PathName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a reader has set up so far. Immutable.
 *
 * @param stream that the URL is
 * @param transports of the tracks that were set up, by track id
 * @param playing the part of it that PLAY has asked for
 * @param pausedAt where PAUSE has stopped it, on the log's clock; empty for what is live
 */
record ReadPlan(
        String base,
        PathName path,
        ReadableStream stream,
        SortedMap<Integer, TrackTransport> transports,
        ReadableStream playing,
        Optional<Instant> pausedAt) {

    static ReadPlan of(RequestUrl url, PathName path, ReadableStream stream) {
        return new ReadPlan(url.base(), path, stream, new TreeMap<>(), stream, Optional.empty());
    }

    ReadPlan with(int trackId, TrackTransport transport) {
        SortedMap<Integer, TrackTransport> more = new TreeMap<>(transports);
        more.put(trackId, transport);
        return new ReadPlan(base, path, stream, more, playing, pausedAt);
    }

    /** The same tracks of what the stream was at another time. */
    ReadPlan playing(ReadableStream part) {
        return new ReadPlan(base, path, stream, transports, part, Optional.empty());
    }

    /** The same, to go on from there. */
    ReadPlan pausedAt(Optional<Instant> place) {
        return new ReadPlan(base, path, stream, transports, playing, place);
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

    /** The tracks that were set up to be sent to the reader. */
    List<Integer> chosen() {
        return stream.tracks().stream()
                .filter(track -> transports.containsKey(track))
                .filter(track -> !stream.backChannels().contains(track))
                .toList();
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
