package io.millrace.rtsp.client;

import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.srtp.KeyManagement;
import io.millrace.rtsp.srtp.MikeyException;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SrtpKey;
import io.millrace.rtsp.srtp.SrtpSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * SETUP of the tracks of one try, one after the other (RFC 2326, section 10.4). Confined to the
 * connection's event loop.
 *
 * @param tracks takes what was agreed
 * @param lower what is offered
 * @param tls whether the connection is encrypted: then what goes over UDP is too, or it goes in the
 *     connection
 * @param common headers of each SETUP
 */
record TrackSetups(
        ClientConnection connection,
        ClientTracks tracks,
        KeepAlive keepAlive,
        Attempt.Lower lower,
        boolean tls,
        Headers common) {
    /** What is offered for a track: sockets for UDP, keys for SRTP. */
    private record Offer(
            AnnouncedTrack track, Optional<ClientUdp> sockets, Optional<SrtpSession> security) {
        String transport(String suffix) {
            return (security.isPresent() ? "RTP/SAVP" : "RTP/AVP") + suffix + ";unicast;";
        }
    }

    /** Fails with the server's answer, or with what cannot be had here. */
    CompletableFuture<Void> all(List<AnnouncedTrack> announced, TrackUrls urls) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (AnnouncedTrack track : announced) {
            all = all.thenCompose(_ -> setUp(track, urls));
        }
        return all;
    }

    /** Sets up one track. */
    private CompletableFuture<Void> setUp(AnnouncedTrack track, TrackUrls urls) {
        Optional<SrtpSession> security =
                tls && track.protection().secure()
                        ? Optional.of(SrtpSession.of(SrtpKey.random(), 0, Optional.empty()))
                        : Optional.empty();
        return switch (lower) {
            case TCP -> setUpInterleaved(track, urls, security);
            case MULTICAST ->
                    setUp(
                            new Offer(track, Optional.empty(), Optional.empty()),
                            urls,
                            "RTP/AVP;multicast");
            case UDP ->
                    tls && security.isEmpty()
                            ? setUpInterleaved(track, urls, security)
                            : setUpDatagrams(track, urls, security);
        };
    }

    private CompletableFuture<Void> setUpInterleaved(
            AnnouncedTrack track, TrackUrls urls, Optional<SrtpSession> security) {
        int channel = 2 * track.id();
        Offer offer = new Offer(track, Optional.empty(), security);
        String text = "interleaved=%d-%d".formatted(channel, channel + 1);
        return setUp(offer, urls, offer.transport("/TCP") + text);
    }

    private CompletableFuture<Void> setUpDatagrams(
            AnnouncedTrack track, TrackUrls urls, Optional<SrtpSession> security) {
        return ClientUdp.open(connection.loop(), local().getAddress(), server().getAddress())
                .thenCompose(sockets -> {
                    Offer offer = new Offer(track, Optional.of(sockets), security);
                    String text =
                            "client_port=%d-%d".formatted(sockets.rtpPort(), sockets.rtcpPort());
                    return setUp(offer, urls, offer.transport("") + text)
                            .whenComplete((_, failure) -> {
                                if (failure != null || !tracks.isUdp(track.id())) {
                                    sockets.close();
                                }
                            });
                });
    }

    private CompletableFuture<Void> setUp(Offer offer, TrackUrls urls, String transport) {
        String url = urls.track(offer.track().control());
        Headers plain = common.with(Headers.TRANSPORT, transport);
        Headers headers =
                offer.security()
                        .map(keys ->
                                plain.with(
                                        Headers.KEY_MGMT,
                                        KeyManagement.header(url, keys.message())))
                        .orElse(plain);
        return connection
                .request("SETUP", url, headers)
                .thenCompose(response -> agreed(offer, response));
    }

    private CompletableFuture<Void> agreed(Offer offer, RtspResponse response) {
        try {
            connection.require(response, "SETUP");
            keepAlive.onSession(response);
            response.headers()
                    .first(Headers.SESSION)
                    .ifPresent(session -> connection.useSession(session.split(";", 2)[0].strip()));
            Transport transport = transportOf(response);
            if (lower == Attempt.Lower.MULTICAST && transport.multicast()) {
                return join(offer.track(), response);
            }
            take(withTheirs(offer, response), transport);
            return CompletableFuture.completedFuture(null);
        } catch (RtspClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The server's key: of its answer, else of its description (RFC 4567, section 4.2). */
    private Offer withTheirs(Offer offer, RtspResponse response) throws RtspClientException {
        if (offer.security().isEmpty()) {
            return offer;
        }
        Optional<String> header = response.headers().first(Headers.KEY_MGMT);
        Optional<String> attribute = offer.track().protection().keyManagement();
        try {
            Optional<MikeyMessage> theirs =
                    header.isPresent()
                            ? Optional.of(KeyManagement.ofHeader(header.get()))
                            : KeyManagement.ofAttribute(attribute.orElse(""));
            MikeyMessage message =
                    theirs.orElseThrow(() -> new MikeyException("the server tells no MIKEY key"));
            return new Offer(
                    offer.track(),
                    offer.sockets(),
                    offer.security().map(keys -> keys.with(message)));
        } catch (MikeyException e) {
            throw connection.problem(Kind.TRANSPORT, String.valueOf(e.getMessage()));
        }
    }

    private Transport transportOf(RtspResponse response) throws RtspClientException {
        return Transport.parse(response.headers().first(Headers.TRANSPORT).orElse("")).stream()
                .findFirst()
                .orElseThrow(
                        () -> connection.problem(Kind.TRANSPORT, "SETUP was answered without one"));
    }

    /** The answer counts: servers may choose other channels, or TCP where UDP was asked for. */
    private void take(Offer offer, Transport transport) throws RtspClientException {
        AnnouncedTrack track = offer.track();
        if (transport.secure() != offer.security().isPresent()) {
            throw connection.problem(Kind.TRANSPORT, "the server changed the profile");
        }
        if (transport.lower() == Transport.Lower.TCP) {
            int channel = 2 * track.id();
            Transport.Pair channels =
                    transport.channels().orElse(new Transport.Pair(channel, channel + 1));
            tracks.interleaved(
                    track.id(), connection.context().channel(), channels, offer.security());
            return;
        }
        if (offer.sockets().isEmpty() || transport.multicast()) {
            throw connection.problem(Kind.TRANSPORT, "the server chose another than was offered");
        }
        ClientUdp sockets = offer.sockets().get();
        InetAddress host = server().getAddress();
        Optional<Transport.Pair> ports = transport.serverPorts();
        ClientTracks.Server to =
                new ClientTracks.Server(
                        new InetSocketAddress(host, ports.map(Transport.Pair::rtp).orElse(0)),
                        new InetSocketAddress(host, ports.map(Transport.Pair::rtcp).orElse(0)));
        tracks.datagrams(track.id(), sockets, to, offer.security());
        ports.ifPresent(named ->
                sockets.open(
                        new InetSocketAddress(host, named.rtp()),
                        new InetSocketAddress(host, named.rtcp()),
                        track.payload().payloadType(),
                        offer.security()));
    }

    private CompletableFuture<Void> join(AnnouncedTrack track, RtspResponse response)
            throws RtspClientException {
        MulticastPlace place =
                MulticastPlace.parse(response.headers().first(Headers.TRANSPORT).orElse(""))
                        .orElseThrow(() ->
                                connection.problem(Kind.TRANSPORT, "no group of multicast named"));
        return ClientUdp.join(connection.loop(), local().getAddress(), server().getAddress(), place)
                .thenAccept(sockets -> tracks.group(track.id(), sockets));
    }

    private InetSocketAddress local() {
        return (InetSocketAddress) connection.context().channel().localAddress();
    }

    private InetSocketAddress server() {
        return (InetSocketAddress) connection.context().channel().remoteAddress();
    }
}
