package io.millrace.stream;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who asks to publish or to read, as its protocol knows it. What admission decides on, and what the
 * list of sessions shows; never printed whole, since queries carry secrets.
 *
 * @param protocol for metrics and people: {@code rtsp}, {@code rtsps}, {@code rtmp}, {@code srt},
 *     {@code mpegts}; {@code file} and its like for what comes from inside
 * @param address of the peer; empty for what comes from inside
 * @param query of the URL or stream id, without its question mark; empty where there is none
 * @param userAgent as the peer calls itself; empty where it does not
 * @param statistics of the session as its protocol names them, taken at any time by any thread
 */
public record Client(
        String protocol,
        Optional<InetSocketAddress> address,
        Credentials credentials,
        String query,
        String userAgent,
        Supplier<Map<String, Number>> statistics) {

    /** A peer that showed nothing but its address. */
    public static Client of(String protocol, InetSocketAddress address) {
        return new Client(protocol, Optional.of(address), new Credentials.None(), "", "", Map::of);
    }

    /** A part of ours, such as a file that is published; it needs no permission. */
    public static Client internal(String protocol) {
        return new Client(protocol, Optional.empty(), new Credentials.None(), "", "", Map::of);
    }

    public Client withCredentials(Credentials shown) {
        return new Client(protocol, address, shown, query, userAgent, statistics);
    }

    public Client withQuery(String urlQuery) {
        return new Client(protocol, address, credentials, urlQuery, userAgent, statistics);
    }

    public Client withUserAgent(String name) {
        return new Client(protocol, address, credentials, query, name, statistics);
    }

    public Client withStatistics(Supplier<Map<String, Number>> source) {
        return new Client(protocol, address, credentials, query, userAgent, source);
    }

    public boolean isInternal() {
        return address.isEmpty();
    }

    /**
     * Protocol and address, for logs and refusals: {@code rtmp 127.0.0.1:40122}; of what comes from
     * inside, its own name: {@code file /videos/loop.mp4}.
     */
    public String peer() {
        return address.map(this::peer)
                .orElseGet(() -> userAgent.isEmpty() ? protocol : protocol + " " + userAgent);
    }

    private String peer(InetSocketAddress remote) {
        String host =
                remote.isUnresolved()
                        ? remote.getHostString()
                        : remote.getAddress().getHostAddress();
        return protocol
                + " "
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + remote.getPort();
    }

    @Override
    public String toString() {
        return peer();
    }
}
