package io.millrace.rtsp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.stream.Credentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuthParametersTest {
    @Test
    void parse_quotedAndBareValues_areRead() {
        assertEquals(
                Optional.of(Map.of("username", "a\"b, c", "nc", "00000001", "uri", "rtsp://h/a=b")),
                AuthParameters.parse("username=\"a\\\"b, c\" ,NC=00000001,, uri=\"rtsp://h/a=b\""));
        assertEquals(Optional.of(Map.of()), AuthParameters.parse(""));
        assertEquals(Optional.empty(), AuthParameters.parse("nonsense"));
        assertEquals(Optional.empty(), AuthParameters.parse("a=\"open"));
    }

    /** The example of RFC 7616, section 3.9.1. */
    @Test
    void proves_exampleOfTheRfc_isRight() {
        String text =
                "username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\","
                        + " algorithm=SHA-256,"
                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001,"
                        + " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth,"
                        + " response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
        DigestResponse response = DigestResponse.parse(text).orElseThrow();
        assertTrue(response.proves("http-auth@example.org", "GET", "Circle of Life"));
    }

    @Test
    void shownBy_nonceThatHasExpired_isStale() {
        AtomicLong nanos = new AtomicLong();
        PeerAuthentication peer =
                new PeerAuthentication(() -> List.of(AuthScheme.DIGEST), nanos::get);
        String challenge = peer.stale().headers().first("WWW-Authenticate").orElseThrow();
        String nonce = challenge.replaceAll(".*nonce=\"([^\"]*)\".*", "$1");
        String header =
                "Digest username=\"u\", nonce=\"%s\", uri=\"rtsp://h/a\", response=\"0\""
                        .formatted(nonce);
        assertTrue(
                peer.shownBy(request(header))
                                instanceof
                                PeerAuthentication.Shown.Usable(Credentials.Digest digest)
                        && digest.user().equals("u"));
        nanos.addAndGet(PeerAuthentication.NONCE_LIFETIME.toNanos());
        assertTrue(peer.shownBy(request(header)) instanceof PeerAuthentication.Shown.Stale);
    }

    @Property(tries = 300)
    void shownBy_anyHeader_answers(@ForAll String text) {
        PeerAuthentication peer = new PeerAuthentication(() -> List.of(AuthScheme.DIGEST), () -> 0);
        assertNotNull(peer.shownBy(request(text)));
        assertNotNull(peer.shownBy(request("Digest " + text)));
        assertNotNull(peer.shownBy(request("Basic " + text)));
    }

    private static RtspRequest request(String authorization) {
        return new RtspRequest(
                "DESCRIBE",
                "rtsp://h/a",
                Headers.empty().with("Authorization", authorization),
                Bytes.copyOf(new byte[0]));
    }
}
