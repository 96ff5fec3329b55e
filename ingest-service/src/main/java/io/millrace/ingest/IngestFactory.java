package io.millrace.ingest;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.millrace.ingest.source.SourceGuard;
import io.millrace.rtmp.RtmpSecurity;
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
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessPublishing;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.MulticastRange;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.Secret;
import io.millrace.runtime.session.SessionPublishing;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.media.SrtMediaServer;
import io.millrace.srt.media.SrtMediaSettings;
import io.millrace.srt.media.SrtPathSettings;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import io.millrace.stream.StreamLog;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.mpegts.TsPublication;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The way in, and RTSP, RTMP and SRT for publishers. Where the process has the way out too, readers
 * are served on the same ports.
 */
@Factory
final class IngestFactory {
    /** What peers publish to. */
    @Singleton
    @Primary
    Publishing admission(
            LogPublishing publishing,
            SessionRegistry sessions,
            AccessControl access,
            LiveConfig live) {
        return new AccessPublishing(
                new SourceGuard(new SessionPublishing(publishing, sessions), live), access);
    }

    @Singleton
    @Bean(preDestroy = "close")
    LogPublishing publishing(
            LiveConfig live, StreamLog log, Leases leases, Counters counters, ThreadTicker ticker) {
        return new LogPublishing(
                log,
                leases,
                path -> publishSettings(live.current(), path),
                counters,
                InstantSource.system(),
                ticker);
    }

    private static PublishSettings publishSettings(MillraceConfig config, PathName name) {
        PathSettings path = config.settingsOf(name);
        return new PublishSettings(
                path.packaging().segmentDuration().toMillis(),
                path.publish().maxStall().toMillis(),
                config.kafka().maxRecordBytes());
    }

    @Singleton
    Listener rtsp(
            LiveConfig live,
            BeanProvider<Publishing> publishing,
            BeanProvider<Reading> reading,
            Counters counters,
            EventLoops loops,
            ListenerSecurity security) {
        return new Listener(
                "rtsp",
                live,
                now -> List.of(now.rtsp(), now.tls().rtsps()),
                now -> {
                    RtspRoles roles =
                            new RtspRoles(
                                    Optional.of(publishing.get()),
                                    optional(reading),
                                    Redirects.none());
                    return rtsp(now, roles, counters, loops, security.rtsp(now));
                });
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
            BeanProvider<Publishing> publishing,
            BeanProvider<Reading> reading,
            Counters counters,
            EventLoops loops,
            ListenerSecurity security) {
        return new Listener(
                "rtmp",
                live,
                now -> List.of(now.rtmp(), now.tls().rtmps()),
                now -> {
                    RtmpServer.Roles roles =
                            new RtmpServer.Roles(Optional.of(publishing.get()), optional(reading));
                    return rtmp(now, roles, counters, loops, security.rtmp(now));
                });
    }

    private static Listener.Running rtmp(
            MillraceConfig config,
            RtmpServer.Roles roles,
            Counters counters,
            EventLoops loops,
            RtmpSecurity security)
            throws IOException {
        var timeout = config.rtmp().readTimeout();
        var address = new InetSocketAddress(config.server().bindAddress(), config.rtmp().port());
        RtmpSettings settings =
                RtmpSettings.on(address)
                        .with(new RtmpTimeouts(timeout, timeout, timeout))
                        .with(security);
        RtmpServer server = RtmpServer.start(settings, roles, counters, loops.group());
        return new Listener.Running(
                server::close, config.server().shownAddress() + ":" + server.port());
    }

    @Singleton
    Listener srt(
            LiveConfig live,
            BeanProvider<Publishing> publishing,
            BeanProvider<Reading> reading,
            Counters counters,
            EventLoops loops) {
        return new Listener(
                "srt",
                live,
                MillraceConfig::srt,
                now -> {
                    SrtMediaServer.Roles roles =
                            new SrtMediaServer.Roles(
                                    Optional.of(publishing.get()), optional(reading));
                    return srt(now, live, roles, counters, loops);
                });
    }

    private static Listener.Running srt(
            MillraceConfig config,
            LiveConfig live,
            SrtMediaServer.Roles roles,
            Counters counters,
            EventLoops loops)
            throws IOException {
        var address = new InetSocketAddress(config.server().bindAddress(), config.srt().port());
        SrtMediaSettings settings =
                SrtMediaSettings.on(address)
                        .withLatencyMillis(Math.toIntExact(config.srt().latency().toMillis()))
                        .withTimeout(config.srt().readTimeout())
                        .withPaths(path -> srtPath(live.current().settingsOf(path)));
        SrtMediaServer server =
                SrtMediaServer.start(settings, roles, counters, Optional.of(loops.group()));
        return new Listener.Running(
                server::close, "udp " + config.server().shownAddress() + ":" + server.port());
    }

    private static Optional<Passphrase> passphrase(Secret secret) {
        return secret.isSet() ? Optional.of(new Passphrase(secret.value())) : Optional.empty();
    }

    private static SrtPathSettings srtPath(PathSettings path) {
        PathSettings.Publish publish = path.publish();
        return new SrtPathSettings(
                passphrase(path.srt().publishPassphrase()),
                passphrase(path.srt().readPassphrase()),
                Math.toIntExact(path.srt().latency().toMillis()),
                new TsPublication.Settings(publish.passthrough(), publish.programNumber()));
    }

    private static <T> Optional<T> optional(BeanProvider<T> provider) {
        return provider.isPresent() ? Optional.of(provider.get()) : Optional.empty();
    }
}
