package io.millrace.play;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.millrace.mpegts.http.HttpStreamServer;
import io.millrace.mpegts.http.HttpStreams;
import io.millrace.rtmp.RtmpServer;
import io.millrace.rtmp.RtmpSettings;
import io.millrace.rtmp.RtmpTimeouts;
import io.millrace.rtsp.Redirects;
import io.millrace.rtsp.RtspRoles;
import io.millrace.rtsp.RtspSecurity;
import io.millrace.rtsp.RtspServer;
import io.millrace.rtsp.RtspServerSettings;
import io.millrace.runtime.EventLoops;
import io.millrace.runtime.Listener;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.MulticastRange;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.Secret;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.media.SrtMediaServer;
import io.millrace.srt.media.SrtMediaSettings;
import io.millrace.srt.media.SrtPathSettings;
import io.millrace.stream.Counters;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import io.millrace.stream.mpegts.TsPublication;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * RTSP, RTMP, SRT and endless streams over HTTP for readers. Not where the process has the way in
 * too: its listeners then serve both on one port.
 */
@Factory
@Requires(missingBeans = Publishing.class)
final class PlayListenersFactory {
    @Singleton
    Listener rtsp(
            LiveConfig live,
            Provider<Reading> reading,
            Counters counters,
            EventLoops loops,
            ListenerSecurity security) {
        return new Listener(
                "rtsp",
                live,
                now -> List.of(now.rtsp(), now.tls().rtsps()),
                now ->
                        rtsp(
                                now,
                                RtspRoles.readOnly(reading.get(), Redirects.none()),
                                counters,
                                loops,
                                security.rtsp(now)));
    }

    private static Listener.Running rtsp(
            MillraceConfig config,
            RtspRoles roles,
            Counters counters,
            EventLoops loops,
            RtspSecurity security)
            throws IOException {
        MillraceConfig.Rtsp rtsp = config.rtsp();
        MillraceConfig.Multicast multicast = rtsp.multicast();
        RtspServerSettings settings =
                RtspServerSettings.standard()
                        .withAddress(config.server().bindAddress())
                        .withPorts(rtsp.port(), rtsp.rtpPort(), rtsp.rtcpPort())
                        .withTimeouts(rtsp.sessionTimeout(), rtsp.readTimeout())
                        .withSecurity(security)
                        .withMulticast(
                                multicast.range().map(MulticastRange::toString),
                                multicast.rtpPort(),
                                multicast.rtcpPort());
        RtspServer server = RtspServer.start(settings, roles, counters, Optional.of(loops.group()));
        String addresses =
                "%s:%d, udp %d-%d"
                        .formatted(
                                config.server().shownAddress(),
                                server.port(),
                                server.rtpPort(),
                                server.rtcpPort());
        return new Listener.Running(server::close, addresses);
    }

    @Singleton
    Listener rtmp(
            LiveConfig live,
            Provider<Reading> reading,
            Counters counters,
            EventLoops loops,
            ListenerSecurity security) {
        return new Listener(
                "rtmp",
                live,
                now -> List.of(now.rtmp(), now.tls().rtmps()),
                now -> {
                    var timeout = now.rtmp().readTimeout();
                    var address =
                            new InetSocketAddress(now.server().bindAddress(), now.rtmp().port());
                    RtmpServer server =
                            RtmpServer.start(
                                    RtmpSettings.on(address)
                                            .with(new RtmpTimeouts(timeout, timeout, timeout))
                                            .with(security.rtmp(now)),
                                    RtmpServer.Roles.readingFrom(reading.get()),
                                    counters,
                                    loops.group());
                    return new Listener.Running(
                            server::close, now.server().shownAddress() + ":" + server.port());
                });
    }

    @Singleton
    Listener streams(
            LiveConfig live,
            Provider<HttpStreams> streams,
            ListenerSecurity security,
            EventLoops loops) {
        return new Listener(
                "streams",
                live,
                now -> now.http().streamPort(),
                now -> {
                    var address =
                            new InetSocketAddress(
                                    now.server().bindAddress(), now.http().streamPort());
                    HttpStreamServer server =
                            HttpStreamServer.start(
                                    address,
                                    streams.get(),
                                    loops.group(),
                                    security.streams(now.tls()));
                    return new Listener.Running(
                            server::close, now.server().shownAddress() + ":" + server.port());
                });
    }

    @Singleton
    Listener srt(LiveConfig live, Provider<Reading> reading, Counters counters, EventLoops loops) {
        return new Listener(
                "srt",
                live,
                MillraceConfig::srt,
                now -> {
                    var srt = now.srt();
                    var address = new InetSocketAddress(now.server().bindAddress(), srt.port());
                    SrtMediaSettings settings =
                            SrtMediaSettings.on(address)
                                    .withLatencyMillis(Math.toIntExact(srt.latency().toMillis()))
                                    .withTimeout(srt.readTimeout())
                                    .withPaths(path -> srtPath(live.current().settingsOf(path)));
                    SrtMediaServer server =
                            SrtMediaServer.start(
                                    settings,
                                    SrtMediaServer.Roles.readingFrom(reading.get()),
                                    counters,
                                    Optional.of(loops.group()));
                    return new Listener.Running(
                            server::close,
                            "udp " + now.server().shownAddress() + ":" + server.port());
                });
    }

    private static Optional<Passphrase> passphrase(Secret secret) {
        return secret.isSet() ? Optional.of(new Passphrase(secret.value())) : Optional.empty();
    }

    private static SrtPathSettings srtPath(PathSettings path) {
        return new SrtPathSettings(
                Optional.empty(),
                passphrase(path.srt().readPassphrase()),
                Math.toIntExact(path.srt().latency().toMillis()),
                TsPublication.Settings.DEFAULT);
    }
}
