package io.millrace.rtsp.client;

import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.publish.AnnouncedTrack;
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
 */
record TrackSetups(
        ClientConnection connection,
        ClientTracks tracks,
        KeepAlive keepAlive,
        Attempt.Lower lower) {
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
        return switch (lower) {
            case TCP -> {
                int channel = 2 * track.id();
                String offer =
                        "RTP/AVP/TCP;unicast;interleaved=%d-%d".formatted(channel, channel + 1);
                yield setUp(track, urls, offer, Optional.empty());
            }
            case MULTICAST -> setUp(track, urls, "RTP/AVP;multicast", Optional.empty());
            case UDP -> setUpDatagrams(track, urls);
        };
    }

    private CompletableFuture<Void> setUpDatagrams(AnnouncedTrack track, TrackUrls urls) {
        return ClientUdp.open(connection.loop(), local().getAddress(), server().getAddress())
                .thenCompose(sockets -> {
                    String offer =
                            "RTP/AVP;unicast;client_port=%d-%d"
                                    .formatted(sockets.rtpPort(), sockets.rtcpPort());
                    return setUp(track, urls, offer, Optional.of(sockets))
                            .whenComplete((_, failure) -> {
                                if (failure != null || !tracks.isUdp(track.id())) {
                                    sockets.close();
                                }
                            });
                });
    }

    private CompletableFuture<Void> setUp(
            AnnouncedTrack track, TrackUrls urls, String offer, Optional<ClientUdp> sockets) {
        Headers headers = Headers.empty().with(Headers.TRANSPORT, offer);
        return connection
                .request("SETUP", urls.track(track.control()), headers)
                .thenCompose(response -> agreed(track, response, sockets));
    }

    private CompletableFuture<Void> agreed(
            AnnouncedTrack track, RtspResponse response, Optional<ClientUdp> sockets) {
        try {
            connection.require(response, "SETUP");
            keepAlive.onSession(response);
            response.headers()
                    .first(Headers.SESSION)
                    .ifPresent(session -> connection.useSession(session.split(";", 2)[0].strip()));
            Transport transport = transportOf(response);
            if (lower == Attempt.Lower.MULTICAST && transport.multicast()) {
                return join(track, response);
            }
            take(track, transport, sockets);
            return CompletableFuture.completedFuture(null);
        } catch (RtspClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Transport transportOf(RtspResponse response) throws RtspClientException {
        return Transport.parse(response.headers().first(Headers.TRANSPORT).orElse("")).stream()
                .findFirst()
                .orElseThrow(
                        () -> connection.problem(Kind.TRANSPORT, "SETUP was answered without one"));
    }

    /** The answer counts: servers may choose other channels, or TCP where UDP was asked for. */
    private void take(AnnouncedTrack track, Transport transport, Optional<ClientUdp> sockets)
            throws RtspClientException {
        if (transport.lower() == Transport.Lower.TCP) {
            int channel = 2 * track.id();
            Transport.Pair channels =
                    transport.channels().orElse(new Transport.Pair(channel, channel + 1));
            tracks.interleaved(track.id(), connection.context().channel(), channels);
            return;
        }
        if (sockets.isEmpty() || transport.multicast()) {
            throw connection.problem(Kind.TRANSPORT, "the server chose another than was offered");
        }
        InetAddress host = server().getAddress();
        Optional<Transport.Pair> ports = transport.serverPorts();
        int rtcpPort = ports.map(Transport.Pair::rtcp).orElse(0);
        tracks.datagrams(track.id(), sockets.get(), new InetSocketAddress(host, rtcpPort));
        ports.ifPresent(named ->
                sockets.get()
                        .open(
                                new InetSocketAddress(host, named.rtp()),
                                new InetSocketAddress(host, named.rtcp()),
                                track.payload().payloadType()));
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
