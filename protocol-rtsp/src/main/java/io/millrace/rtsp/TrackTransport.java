package io.millrace.rtsp;

import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.srtp.SrtpSession;
import java.net.InetSocketAddress;
import java.util.Optional;

/** How one track of a session travels, as agreed in SETUP. */
sealed interface TrackTransport {
    /** The keys of its packets; empty where they are in the clear. */
    Optional<SrtpSession> security();

    /** Interleaved in the connection that set it up. */
    record Tcp(RtspConnection connection, Transport.Pair channels, Optional<SrtpSession> security)
            implements TrackTransport {}

    /** Between our ports and these of the peer. */
    record Udp(InetSocketAddress rtp, InetSocketAddress rtcp, Optional<SrtpSession> security)
            implements TrackTransport {}

    /** To a group, with all others who want that; the session holds it. */
    record Multicast(MulticastGroup group, MulticastAddress address) implements TrackTransport {
        @Override
        public Optional<SrtpSession> security() {
            return Optional.empty();
        }
    }
}
