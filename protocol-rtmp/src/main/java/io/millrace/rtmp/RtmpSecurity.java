package io.millrace.rtmp;

import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.stream.ConnectionGate;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may connect, and whether peers are asked for credentials when they do. What may change is
 * asked for at each use.
 *
 * @param challenge what peers that show nothing with {@code connect} must answer; empty where they
 *     may show it later, in the stream's name
 * @param tls a second listener, for RTMPS
 */
public record RtmpSecurity(
        Supplier<Optional<ConnectChallenge.Scheme>> challenge,
        ConnectionGate gate,
        Optional<Tls> tls) {

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
        return new RtmpSecurity(challenge, newGate, tls);
    }
}
