package io.millrace.rtsp;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.srtp.KeyManagement;
import io.millrace.rtsp.srtp.MikeyException;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SrtpResult;
import io.millrace.rtsp.srtp.SrtpSession;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
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
            Supplier<Optional<TrackTransport>> multicast,
            Keys keys) {}

    /** Agrees on the keys of a track. */
    @FunctionalInterface
    interface Keys {
        /** With those of the peer, where its request has them. */
        SrtpSession agree(Optional<MikeyMessage> shown) throws RtspException;
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
        List<Transport> offers = Transport.parse(header);
        Optional<SrtpSession> security = Optional.empty();
        if (from.isSecure()
                && server.settings().security().srtp()
                && offers.stream().anyMatch(Transport::secure)) {
            security = Optional.of(receivers.keys().agree(shown(request)));
        }
        for (Transport transport : offers) {
            if (transport.record() == record) {
                Optional<TrackTransport> taken =
                        take(transport, new Way(from, receivers, security), fit);
                if (taken.isPresent()) {
                    return taken.get();
                }
            }
        }
        throw RtspException.of(
                Status.UNSUPPORTED_TRANSPORT,
                "need RTP/AVP/TCP, RTP/AVP or multicast where it is served, with SAVP for AVP over"
                        + " UDP in RTSPS and only there, mode "
                        + (record ? "record" : "play")
                        + ", free channels or ports, the same for all tracks");
    }

    private static Optional<MikeyMessage> shown(RtspRequest request) throws RtspException {
        Optional<String> header = request.headers().first(Headers.KEY_MGMT);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(KeyManagement.ofHeader(header.get()));
        } catch (MikeyException e) {
            throw RtspException.of(Status.KEY_MANAGEMENT_FAILURE, String.valueOf(e.getMessage()));
        }
    }

    /** What a track may take: the connection's channels or ports, and keys. */
    private record Way(RtspConnection from, Receivers receivers, Optional<SrtpSession> security) {}

    private Optional<TrackTransport> take(Transport transport, Way way, Fit fit) {
        if (transport.multicast()) {
            return transport.lower() == Transport.Lower.UDP && way.from().allowsUdp()
                    ? takeGroup(way.receivers(), fit)
                    : Optional.empty();
        }
        if (!transport.secure()) {
            Way plain = new Way(way.from(), way.receivers(), Optional.empty());
            return switch (transport.lower()) {
                case TCP -> takeChannels(transport, plain, fit);
                case UDP ->
                        way.from().allowsUdp()
                                ? takePorts(transport, plain, fit)
                                : Optional.empty();
            };
        }
        if (way.security().isEmpty()) {
            return Optional.empty();
        }
        SrtpSession security = way.security().get();
        Way opened = new Way(way.from(), opened(way.receivers(), security), way.security());
        return switch (transport.lower()) {
            case TCP -> takeChannels(transport, opened, fit);
            case UDP -> takePorts(transport, opened, fit);
        };
    }

    /** Receivers that get what the protected packets hold; what is not good is counted. */
    private Receivers opened(Receivers receivers, SrtpSession security) {
        Consumer<SrtpResult> dropped =
                result -> server.count("rtsp_srtp_dropped", "reason", result.label());
        return new Receivers(
                security.openingRtp(receivers.rtp(), dropped),
                security.openingRtcp(receivers.rtcp(), dropped),
                receivers.multicast(),
                receivers.keys());
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
    private Optional<TrackTransport> takeChannels(Transport transport, Way way, Fit fit) {
        RtspConnection from = way.from();
        if (from != session.opener()) {
            return Optional.empty();
        }
        Optional<Transport.Pair> wanted = transport.channels().or(from::freeChannels);
        return wanted.<TrackTransport>map(
                        pair -> new TrackTransport.Tcp(from, pair, way.security()))
                .filter(fit::allows)
                .filter(_ ->
                        from.claim(wanted.get(), way.receivers().rtp(), way.receivers().rtcp()));
    }

    private Optional<TrackTransport> takePorts(Transport transport, Way way, Fit fit) {
        if (transport.clientPorts().isEmpty()) {
            return Optional.empty();
        }
        Transport.Pair ports = transport.clientPorts().get();
        InetSocketAddress peer = way.from().remoteAddress();
        InetSocketAddress rtp = new InetSocketAddress(peer.getAddress(), ports.rtp());
        InetSocketAddress rtcp = new InetSocketAddress(peer.getAddress(), ports.rtcp());
        TrackTransport chosen = new TrackTransport.Udp(rtp, rtcp, way.security());
        Receivers receivers = way.receivers();
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

    /** The answer to a SETUP: the transport, and our key where it is a secure one. */
    RtspResponse answered(
            RtspRequest request, TrackTransport transport, boolean record, Optional<Long> ssrc) {
        RtspResponse ok =
                RtspResponse.of(Status.OK).with(Headers.TRANSPORT, answer(transport, record, ssrc));
        return transport
                .security()
                .map(security ->
                        ok.with(
                                Headers.KEY_MGMT,
                                KeyManagement.header(request.url(), security.message())))
                .orElse(ok);
    }

    /** The Transport header of the answer. */
    private String answer(TrackTransport transport, boolean record, Optional<Long> ssrc) {
        String profile = transport.security().isPresent() ? "RTP/SAVP" : "RTP/AVP";
        StringBuilder text = new StringBuilder(profile);
        switch (transport) {
            case TrackTransport.Tcp(_, var channels, _) ->
                    text.append("/TCP;unicast;interleaved=").append(channels);
            case TrackTransport.Udp(var rtp, var rtcp, _) ->
                    text.append(";unicast;client_port=")
                            .append(new Transport.Pair(rtp.getPort(), rtcp.getPort()))
                            .append(";server_port=")
                            .append(
                                    new Transport.Pair(
                                            server.udpPorts().rtpPort(),
                                            server.udpPorts().rtcpPort()));
            case TrackTransport.Multicast(_, var to) ->
                    text.append(";multicast;destination=")
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
