package io.millrace.rtsp;

import io.millrace.rtsp.auth.AuthScheme;
import io.millrace.stream.ConnectionGate;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who may connect, and how peers prove who they are. What may change is asked for at each use.
 *
 * @param schemes challenges of a refusal, in order
 * @param tls a second listener, for RTSPS
 * @param proxies whose connections begin with a PROXY header that tells the peer's address
 */
public record RtspSecurity(
        Supplier<List<AuthScheme>> schemes,
        ConnectionGate gate,
        Optional<Tls> tls,
        Predicate<InetAddress> proxies) {
    /** No proxy is believed. */
    public RtspSecurity(
            Supplier<List<AuthScheme>> schemes, ConnectionGate gate, Optional<Tls> tls) {
        this(schemes, gate, tls, _ -> false);
    }

    /** The same behind proxies. */
    public RtspSecurity withProxies(Predicate<InetAddress> trusted) {
        return new RtspSecurity(schemes, gate, tls, trusted);
    }

    /**
     * RTSP over TLS. Media goes over the same connection, or as SRTP over UDP, with keys that are
     * exchanged here (RFC 4567).
     *
     * @param port 0 for any free one
     * @param context of new connections
     * @param srtp whether descriptions offer SRTP, and SETUP grants it; else media goes over the
     *     connection only
     */
    public record Tls(int port, Supplier<SslContext> context, boolean srtp) {
        /** With SRTP. */
        public Tls(int port, Supplier<SslContext> context) {
            this(port, context, true);
        }
    }

    /** Whether keys of SRTP are told to who has come over TLS. */
    boolean srtp() {
        return tls.filter(Tls::srtp).isPresent();
    }

    /** Everybody may connect; challenges of both kinds; no TLS. */
    public static RtspSecurity standard() {
        return new RtspSecurity(
                () -> List.of(AuthScheme.DIGEST, AuthScheme.BASIC),
                ConnectionGate.open(),
                Optional.empty());
    }
}
