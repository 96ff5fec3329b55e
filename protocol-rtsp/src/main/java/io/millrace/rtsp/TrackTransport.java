package io.millrace.rtsp;

import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.message.Transport;
import java.net.InetSocketAddress;

/** How one track of a session travels, as agreed in SETUP. */
sealed interface TrackTransport {
    /** Interleaved in the connection that set it up. */
    record Tcp(RtspConnection connection, Transport.Pair channels) implements TrackTransport {}

    /** Between our ports and these of the peer. */
    record Udp(InetSocketAddress rtp, InetSocketAddress rtcp) implements TrackTransport {}

    /** To a group, with all others who want that; the session holds it. */
    record Multicast(MulticastGroup group, MulticastAddress address) implements TrackTransport {}
}
