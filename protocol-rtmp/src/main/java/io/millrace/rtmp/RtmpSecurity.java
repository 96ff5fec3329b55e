package io.millrace.rtmp;

import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.stream.ConnectionGate;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who may connect, and whether peers are asked for credentials when they do. What may change is
 * asked for at each use.
 *
 * @param challenge what peers that show nothing with {@code connect} must answer; empty where they
 *     may show it later, in the stream's name
 * @param tls a second listener, for RTMPS
 * @param proxies whose connections begin with a PROXY header that tells the peer's address
 */
public record RtmpSecurity(
        Supplier<Optional<ConnectChallenge.Scheme>> challenge,
        ConnectionGate gate,
        Optional<Tls> tls,
        Predicate<InetAddress> proxies) {
    /** No proxy is believed. */
    public RtmpSecurity(
            Supplier<Optional<ConnectChallenge.Scheme>> challenge,
            ConnectionGate gate,
            Optional<Tls> tls) {
        this(challenge, gate, tls, _ -> false);
    }

    /** The same behind proxies. */
    public RtmpSecurity withProxies(Predicate<InetAddress> trusted) {
        return new RtmpSecurity(challenge, gate, tls, trusted);
    }

    /**
     * RTMP over TLS.
     *
     * @param port 0 for any free one
     * @param context of new connections
     */
    public record Tls(int port, Supplier<SslContext> context) {}

    /** Everybody may connect, and nobody is asked; no TLS. */
    public static RtmpSecurity standard() {
        return new RtmpSecurity(Optional::empty, ConnectionGate.open(), Optional.empty());
    }

    /** The same with a limit of connections. */
    public RtmpSecurity with(ConnectionGate newGate) {
        return new RtmpSecurity(challenge, newGate, tls, proxies);
    }
}
