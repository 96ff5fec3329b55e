package io.millrace.play;

import io.millrace.rtmp.RtmpSecurity;
import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.rtsp.RtspSecurity;
import io.millrace.rtsp.auth.AuthScheme;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.config.IpRange;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.RtmpChallenge;
import io.millrace.runtime.config.TlsConfig;
import io.millrace.runtime.hook.Hooks;
import io.millrace.runtime.tls.ServerCertificate;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Who may connect to the protocols' listeners, and how they are encrypted. */
@Singleton
final class ListenerSecurity {
    private final AccessControl access;
    private final Hooks hooks;
    private final ServerCertificate certificate;

    ListenerSecurity(AccessControl access, Hooks hooks, ServerCertificate certificate) {
        this.hooks = hooks;
        this.access = access;
        this.certificate = certificate;
    }

    /** Reads the certificate where it is needed; blocks. */
    RtspSecurity rtsp(MillraceConfig config) throws IOException, InterruptedException {
        TlsConfig.Listener rtsps = config.tls().rtsps();
        return new RtspSecurity(
                        this::schemes,
                        hooks.around(access.limits(), "rtsp"),
                        context(rtsps)
                                .map(context ->
                                        new RtspSecurity.Tls(
                                                rtsps.port(), () -> context, config.rtsp().srtp())))
                .withProxies(among(config.rtsp().trustedProxies()));
    }

    private List<AuthScheme> schemes() {
        return access.challenges().stream()
                .map(method ->
                        switch (method) {
                            case BASIC -> AuthScheme.BASIC;
                            case DIGEST -> AuthScheme.DIGEST;
                        })
                .toList();
    }

    /** Likewise. */
    RtmpSecurity rtmp(MillraceConfig config) throws IOException, InterruptedException {
        return new RtmpSecurity(
                        () -> challenge(config.rtmp().challenge()),
                        hooks.around(access.limits(), "rtmp"),
                        context(config.tls().rtmps())
                                .map(context ->
                                        new RtmpSecurity.Tls(
                                                config.tls().rtmps().port(), () -> context)))
                .withProxies(among(config.rtmp().trustedProxies()));
    }

    private static Predicate<InetAddress> among(List<IpRange> trusted) {
        return address -> trusted.stream().anyMatch(range -> range.contains(address));
    }

    private static Optional<ConnectChallenge.Scheme> challenge(RtmpChallenge wanted) {
        return switch (wanted) {
            case NONE -> Optional.empty();
            case ADOBE -> Optional.of(ConnectChallenge.Scheme.ADOBE);
            case LLNW -> Optional.of(ConnectChallenge.Scheme.LIMELIGHT);
        };
    }

    /** Likewise. */
    Optional<SslContext> streams(TlsConfig tls) throws IOException, InterruptedException {
        return tls.ports().streams() ? Optional.of(certificate.nettyContext()) : Optional.empty();
    }

    private Optional<SslContext> context(TlsConfig.Listener listener)
            throws IOException, InterruptedException {
        return listener.enabled() ? Optional.of(certificate.nettyContext()) : Optional.empty();
    }
}
