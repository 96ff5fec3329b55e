package io.millrace.rtsp.client;

import io.millrace.media.Track;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.read.PacketOutput;
import io.millrace.rtsp.read.RtspFlavour;
import io.millrace.rtsp.read.SecureOutput;
import io.millrace.rtsp.read.TcpOutput;
import io.millrace.rtsp.srtp.KeyManagement;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SecureDescriptions;
import io.millrace.rtsp.srtp.SrtpKey;
import io.millrace.rtsp.srtp.SrtpLimits;
import io.millrace.rtsp.srtp.SrtpSender;
import io.millrace.rtsp.srtp.SrtpSession;
import io.millrace.stream.PathName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one try to publish announces, and how each track is set up: interleaved in the connection
 * (RFC 2326, section 10.12), as SRTP with a key for each track if that is wanted (RFC 4567).
 * Confined to the connection's event loop.
 */
final class RecordSetups {
    private static final Logger LOG = LoggerFactory.getLogger(RecordSetups.class);

    private final ClientConnection connection;
    private final KeepAlive keepAlive;
    private final List<Track> tracks;
    private final RtspSource target;
    private final String url;
    private final Map<Integer, SrtpSession> security = new HashMap<>();
    private final Map<Integer, Transport.Pair> channels = new HashMap<>();
    private final Set<Integer> renewing = new HashSet<>();

    /** Of {@code tracks}; those of a secure target get keys. */
    RecordSetups(
            ClientConnection connection,
            KeepAlive keepAlive,
            RtspSource target,
            PathName path,
            List<Track> tracks) {
        this.connection = connection;
        this.keepAlive = keepAlive;
        this.tracks = tracks;
        this.target = target;
        this.url = target.url().request();
        target.secureMedia()
                .ifPresent(limits ->
                        tracks.forEach(
                                track -> security.put(track.id(), keys(limits, path, track))));
    }

    private static SrtpSession keys(SrtpLimits limits, PathName path, Track track) {
        long ssrc = RtspFlavour.ssrc(path, track.id());
        return SrtpSession.of(SrtpKey.random(), limits, ssrc, Optional.empty());
    }

    private SrtpSession keysOf(Track track) {
        return Objects.requireNonNull(security.get(track.id()), "no keys");
    }

    /** What ANNOUNCE tells. */
    String description(PathName path) {
        SessionDescription plain = SessionDescription.of(path.value(), tracks);
        SessionDescription told =
                security.isEmpty()
                        ? plain
                        : SecureDescriptions.of(
                                plain, place -> keysOf(tracks.get(place)).message());
        return told.toText();
    }

    /** SETUP of all tracks, one after the other. */
    CompletableFuture<Void> all() {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Track track : tracks) {
            all = all.thenCompose(_ -> setUp(track));
        }
        return all;
    }

    private String control(Track track) {
        return url + (url.endsWith("/") ? "" : "/") + "trackID=" + track.id();
    }

    private CompletableFuture<Void> setUp(Track track) {
        int channel = 2 * tracks.indexOf(track);
        String control = control(track);
        Headers headers =
                Headers.empty()
                        .with(
                                Headers.TRANSPORT,
                                "RTP/%s/TCP;unicast;interleaved=%d-%d;mode=record"
                                        .formatted(
                                                security.isEmpty() ? "AVP" : "SAVP",
                                                channel,
                                                channel + 1));
        if (!security.isEmpty()) {
            headers =
                    headers.with(
                            Headers.KEY_MGMT,
                            KeyManagement.header(control, keysOf(track).message()));
        }
        return connection
                .request("SETUP", control, headers)
                .thenCompose(response -> agreed(track, channel, response));
    }

    /** Servers may choose other channels. */
    private CompletableFuture<Void> agreed(Track track, int channel, RtspResponse response) {
        try {
            connection.require(response, "SETUP");
            Optional<Transport> transport =
                    Transport.parse(response.headers().first(Headers.TRANSPORT).orElse("")).stream()
                            .findFirst();
            if (transport.isPresent() && transport.get().lower() != Transport.Lower.TCP) {
                throw connection.problem(
                        Kind.TRANSPORT, "the server chose another than was offered");
            }
            if (transport.map(Transport::secure).orElse(false) == security.isEmpty()) {
                throw connection.problem(Kind.TRANSPORT, "the server changed the profile");
            }
            keepAlive.onSession(response);
            response.headers()
                    .first(Headers.SESSION)
                    .ifPresent(session -> connection.useSession(session.split(";", 2)[0].strip()));
            channels.put(
                    track.id(),
                    transport
                            .flatMap(Transport::channels)
                            .orElse(new Transport.Pair(channel, channel + 1)));
            return CompletableFuture.completedFuture(null);
        } catch (RtspClientException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** How packets are laid out, once all tracks are set up. */
    RtspFlavour.Tcp flavour() {
        Map<Integer, Integer> rtp = new HashMap<>();
        channels.forEach((track, pair) -> rtp.put(track, pair.rtp()));
        return new RtspFlavour.Tcp(rtp);
    }

    /** Where packets go, likewise. */
    PacketOutput output() {
        Map<Integer, Integer> rtcp = new HashMap<>();
        channels.forEach((track, pair) -> rtcp.put(track, pair.rtcp()));
        TcpOutput plain = new TcpOutput(connection.context().channel(), connection.carrier(), rtcp);
        if (security.isEmpty()) {
            return plain;
        }
        Map<Integer, SrtpSender> senders = new HashMap<>();
        security.forEach((track, keys) -> senders.put(track, keys.sender()));
        return new SecureOutput(plain, senders, flavour());
    }

    /** Tells new keys where those in use will not last (RFC 4567, section 4; RFC 3711, 8.1). */
    void renewKeys() {
        for (Track track : tracks) {
            SrtpSession keys = security.get(track.id());
            if (keys != null && keys.sender().isToBeRenewed() && renewing.add(track.id())) {
                renew(track, keys);
            }
        }
    }

    /** The new key is used once the server knows it; one that is refused is used to its end. */
    private void renew(Track track, SrtpSession keys) {
        SrtpKey key = SrtpKey.random();
        MikeyMessage message = MikeyMessage.of(key, List.of(keys.ssrc()));
        String control = control(track);
        var _ =
                connection
                        .request(
                                "SET_PARAMETER",
                                control,
                                Headers.empty()
                                        .with(
                                                Headers.KEY_MGMT,
                                                KeyManagement.header(control, message)))
                        .whenComplete((response, failure) -> {
                            if (response != null && response.code() / 100 == 2) {
                                keys.sender().renew(key);
                                renewing.remove(track.id());
                            } else if (failure == null) {
                                LOG.warn(
                                        "{}: takes no new key, the session ends with the old one",
                                        target);
                            }
                        });
    }
}
