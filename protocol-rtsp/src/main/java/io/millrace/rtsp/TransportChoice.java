package io.millrace.rtsp;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.message.Transport;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Picks the first alternative of a SETUP's Transport header that can be had, and takes its channels
 * or ports (RFC 2326, sections 10.4 and 12.39). {@code destination} is never obeyed: packets go to
 * the address that asked (C.1.1 warns of the abuse).
 */
final class TransportChoice {
    private final ServerContext server;
    private final RtspSession session;

    TransportChoice(ServerContext server, RtspSession session) {
        this.server = server;
        this.session = session;
    }

    /** Who takes what comes from the peer for a track; both borrow the bytes. */
    record Receivers(
            Consumer<ByteBuf> rtp,
            Consumer<ByteBuf> rtcp,
            Supplier<Optional<TrackTransport>> multicast) {
        /** Of what is not served by multicast. */
        Receivers(Consumer<ByteBuf> rtp, Consumer<ByteBuf> rtcp) {
            this(rtp, rtcp, Optional::empty);
        }
    }

    /** Whether a transport goes with those that the session has already. */
    @FunctionalInterface
    interface Fit {
        boolean allows(TrackTransport transport);
    }

    TrackTransport choose(
            RtspRequest request, RtspConnection from, boolean record, Receivers receivers, Fit fit)
            throws RtspException {
        String header =
                request.headers()
                        .joined(Headers.TRANSPORT)
                        .orElseThrow(
                                () -> RtspException.of(Status.BAD_REQUEST, "Transport is missing"));
        for (Transport transport : Transport.parse(header)) {
            if (transport.record() == record) {
                Optional<TrackTransport> taken = take(transport, from, receivers, fit);
                if (taken.isPresent()) {
                    return taken.get();
                }
            }
        }
        throw RtspException.of(
                Status.UNSUPPORTED_TRANSPORT,
                "need RTP/AVP/TCP, RTP/AVP or multicast where it is served, mode "
                        + (record ? "record" : "play")
                        + ", free channels or ports, the same for all tracks");
    }

    private Optional<TrackTransport> take(
            Transport transport, RtspConnection from, Receivers receivers, Fit fit) {
        if (transport.multicast()) {
            return transport.lower() == Transport.Lower.UDP && from.allowsUdp()
                    ? takeGroup(receivers, fit)
                    : Optional.empty();
        }
        return switch (transport.lower()) {
            case TCP -> takeChannels(transport, from, receivers, fit);
            case UDP -> takePorts(transport, from, receivers, fit);
        };
    }

    private static Optional<TrackTransport> takeGroup(Receivers receivers, Fit fit) {
        Optional<TrackTransport> held = receivers.multicast().get();
        if (held.isPresent() && !fit.allows(held.get())) {
            if (held.get() instanceof TrackTransport.Multicast(var group, _)) {
                group.release();
            }
            return Optional.empty();
        }
        return held;
    }

    /** Frames run in the connection of the session's own loop only. */
    private Optional<TrackTransport> takeChannels(
            Transport transport, RtspConnection from, Receivers receivers, Fit fit) {
        if (from != session.opener()) {
            return Optional.empty();
        }
        Optional<Transport.Pair> wanted = transport.channels().or(from::freeChannels);
        return wanted.<TrackTransport>map(pair -> new TrackTransport.Tcp(from, pair))
                .filter(fit::allows)
                .filter(_ -> from.claim(wanted.get(), receivers.rtp(), receivers.rtcp()));
    }

    private Optional<TrackTransport> takePorts(
            Transport transport, RtspConnection from, Receivers receivers, Fit fit) {
        if (transport.clientPorts().isEmpty() || !from.allowsUdp()) {
            return Optional.empty();
        }
        Transport.Pair ports = transport.clientPorts().get();
        InetSocketAddress peer = from.remoteAddress();
        InetSocketAddress rtp = new InetSocketAddress(peer.getAddress(), ports.rtp());
        InetSocketAddress rtcp = new InetSocketAddress(peer.getAddress(), ports.rtcp());
        TrackTransport chosen = new TrackTransport.Udp(rtp, rtcp);
        boolean taken =
                fit.allows(chosen)
                        && server.udpPorts()
                                .register(
                                        rtp,
                                        new UdpPorts.Route(session.executor(), receivers.rtp()),
                                        rtcp,
                                        new UdpPorts.Route(session.executor(), receivers.rtcp()));
        return taken ? Optional.of(chosen) : Optional.empty();
    }

    /** The Transport header of the answer. */
    String answer(TrackTransport transport, boolean record, Optional<Long> ssrc) {
        StringBuilder text = new StringBuilder();
        switch (transport) {
            case TrackTransport.Tcp(_, var channels) ->
                    text.append("RTP/AVP/TCP;unicast;interleaved=").append(channels);
            case TrackTransport.Udp(var rtp, var rtcp) ->
                    text.append("RTP/AVP;unicast;client_port=")
                            .append(new Transport.Pair(rtp.getPort(), rtcp.getPort()))
                            .append(";server_port=")
                            .append(
                                    new Transport.Pair(
                                            server.udpPorts().rtpPort(),
                                            server.udpPorts().rtcpPort()));
            case TrackTransport.Multicast(_, var to) ->
                    text.append("RTP/AVP;multicast;destination=")
                            .append(to.group().getHostAddress())
                            .append(";port=")
                            .append(new Transport.Pair(to.rtpPort(), to.rtcpPort()))
                            .append(";ttl=")
                            .append(server.multicast().map(MulticastGroups::ttl).orElse(1));
        }
        ssrc.ifPresent(value -> text.append(";ssrc=%08X".formatted(value)));
        return text.append(record ? ";mode=record" : ";mode=play").toString();
    }
}
