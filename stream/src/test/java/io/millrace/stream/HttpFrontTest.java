package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpFrontTest {
    private static final HttpFront FRONT =
            new HttpFront(
                    () -> List.of("https://example.com"),
                    address -> address.getHostAddress().startsWith("10."));

    private static String viewer(String peer, String... forwardedFor) {
        InetSocketAddress socket = new InetSocketAddress(InetAddress.ofLiteral(peer), 4_000);
        return FRONT.viewer(socket, List.of(forwardedFor)).getAddress().getHostAddress();
    }

    @Test
    void viewer_ofAnUntrustedPeer_isThePeer() {
        assertEquals("192.0.2.1", viewer("192.0.2.1", "198.51.100.7"));
        assertEquals("192.0.2.1", viewer("192.0.2.1"));
    }

    @Test
    void viewer_behindTrustedProxies_isTheLastThatIsNone() {
        assertEquals("198.51.100.7", viewer("10.0.0.1", "198.51.100.7"));
        assertEquals("198.51.100.7", viewer("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2"));
        assertEquals("198.51.100.7", viewer("10.0.0.1", "203.0.113.9", "198.51.100.7"));
        assertEquals("2001:db8:0:0:0:0:0:1", viewer("10.0.0.1", "[2001:db8::1]"));
    }

    @Test
    void viewer_brokenHeader_isTheLastThatIsKnown() {
        assertEquals("10.0.0.1", viewer("10.0.0.1", "unknown"));
        assertEquals("10.0.0.1", viewer("10.0.0.1", ""));
        assertEquals("10.0.0.2", viewer("10.0.0.1", "example.com, 10.0.0.2"));
    }

    @Test
    void origin_named_isAnsweredToItselfOnly() {
        assertEquals(
                Optional.of("https://example.com"),
                FRONT.allowedOrigin(Optional.of("https://example.com")));
        assertEquals(Optional.empty(), FRONT.allowedOrigin(Optional.of("https://example.org")));
        assertEquals(Optional.empty(), FRONT.allowedOrigin(Optional.empty()));
        assertEquals(Optional.of("*"), HttpFront.open().allowedOrigin(Optional.empty()));
    }
}
