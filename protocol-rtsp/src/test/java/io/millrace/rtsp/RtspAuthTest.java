package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Client;
import io.millrace.stream.ConnectionGate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtspAuthTest {
    private static final String SDP_TYPE = "Content-Type: application/sdp";
    private static final Pattern NONCE = Pattern.compile("nonce=\"([0-9a-f]+)\"");

    private final OneUser user = new OneUser();
    private RtspRig rig;
    private RawRtspClient client;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start(RtspServerSettings.standard(), user::guard);
        client = new RawRtspClient(rig.server.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        rig.close();
    }

    @Test
    void announce_withoutCredentials_getsEveryChallengeBestFirst() throws Exception {
        RtspResponse refused = announce("a");
        assertEquals(401, refused.code());
        List<String> challenges = challenges(refused);
        assertEquals(3, challenges.size());
        assertTrue(challenges.get(0).contains("algorithm=SHA-256"), challenges::toString);
        assertTrue(challenges.get(1).contains("algorithm=MD5"), challenges::toString);
        assertEquals("Basic realm=\"millrace\"", challenges.get(2));
    }

    @Test
    void announce_basic_isAdmittedAndSaysWhoItIs() throws Exception {
        String pair = base64("me:secret");
        assertEquals(
                200, announce("a?x=1", "Authorization: Basic " + pair, "User-Agent: enc").code());
        Client seen = user.seen.poll(5, TimeUnit.SECONDS);
        assertEquals("enc", seen.userAgent());
        assertEquals("x=1", seen.query());
    }

    @ParameterizedTest
    @ValueSource(strings = {"me:Secret", "you:secret", "me", ":", ""})
    void announce_wrongBasic_isRefusedWithChallenges(String pair) throws Exception {
        RtspResponse refused = announce("a", "Authorization: Basic " + base64(pair));
        assertEquals(401, refused.code());
        assertEquals(3, challenges(refused).size());
    }

    @ParameterizedTest
    @CsvSource({
        "a?user=me&pass=secret,200",
        "a?user=me&pass=wrong,401",
        "a?token=ticket,200",
        "a?jwt=ticket,200",
        "a?token=other,401",
    })
    void announce_credentialsInTheQuery_areTaken(String path, int code) throws Exception {
        assertEquals(code, announce(path).code());
    }

    @Test
    void announce_bearerToken_isTaken() throws Exception {
        assertEquals(200, announce("a", "Authorization: Bearer ticket").code());
    }

    @ParameterizedTest
    @CsvSource({"MD5,true", "MD5,false", "SHA-256,true", "SHA-256,false"})
    void announce_digest_isAdmittedWithTheRightPasswordOnly(String algorithm, boolean qop)
            throws Exception {
        String nonce = nonce(announce("a"));
        Digest digest = new Digest(algorithm, nonce, qop);
        assertEquals(401, announce("a", digest.header("ANNOUNCE", url("a"), "wrong")).code());
        assertEquals(200, announce("a", digest.header("ANNOUNCE", url("a"), "secret")).code());
    }

    @Test
    void announce_digestOfAnotherRequest_isRefused() throws Exception {
        Digest digest = new Digest("MD5", nonce(announce("a")), false);
        assertEquals(401, announce("a", digest.header("ANNOUNCE", url("b"), "secret")).code());
        assertEquals(401, announce("a", digest.header("DESCRIBE", url("a"), "secret")).code());
    }

    @Test
    void announce_digestOfAnotherConnection_isStale() throws Exception {
        Digest digest = new Digest("MD5", nonce(announce("a")), false);
        try (RawRtspClient other = new RawRtspClient(rig.server.port())) {
            RtspResponse refused =
                    other.requestWithBody(
                            "ANNOUNCE",
                            url("a"),
                            TestStream.sdp(),
                            SDP_TYPE,
                            digest.header("ANNOUNCE", url("a"), "secret"));
            assertEquals(401, refused.code());
            assertTrue(challenges(refused).getFirst().contains("stale=true"));
        }
    }

    @Test
    void setup_signedUrlOfThePathAlone_isTakenForATrack() throws Exception {
        String nonce = nonce(client.request("DESCRIBE", url("a")));
        Digest digest = new Digest("MD5", nonce, true);
        RtspResponse setup =
                client.request(
                        "SETUP",
                        url("a") + "/trackID=0",
                        "Transport: RTP/AVP/TCP;interleaved=0-1",
                        digest.header("SETUP", url("a") + "/", "secret"));
        assertEquals(404, setup.code());
    }

    @Test
    void refusedFirstRequest_aSecondOneMaySucceedOnTheSameConnection() throws Exception {
        assertEquals(401, announce("a").code());
        assertEquals(401, announce("a").code());
        assertEquals(200, announce("a", "Authorization: Basic " + base64("me:secret")).code());
    }

    @Test
    void connectionsOfOneAddress_beyondTheLimit_getAnAnswer() throws Exception {
        AtomicInteger open = new AtomicInteger();
        ConnectionGate two =
                _ -> {
                    if (open.incrementAndGet() > 2) {
                        open.decrementAndGet();
                        return Optional.empty();
                    }
                    return Optional.of(open::decrementAndGet);
                };
        RtspSecurity security =
                new RtspSecurity(RtspSecurity.standard().schemes(), two, Optional.empty());
        try (RtspRig limited = RtspRig.start(RtspServerSettings.standard().withSecurity(security));
                RawRtspClient first = new RawRtspClient(limited.server.port());
                RawRtspClient second = new RawRtspClient(limited.server.port())) {
            assertEquals(200, first.request("OPTIONS", limited.url("a")).code());
            assertEquals(200, second.request("OPTIONS", limited.url("a")).code());
            try (RawRtspClient third = new RawRtspClient(limited.server.port())) {
                assertEquals(503, third.request("OPTIONS", limited.url("a")).code());
                assertTrue(third.isClosedByPeer());
            }
        }
    }

    private RtspResponse announce(String path, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(SDP_TYPE);
        return client.requestWithBody(
                "ANNOUNCE", url(path), TestStream.sdp(), all.toArray(String[]::new));
    }

    private String url(String path) {
        return rig.url(path);
    }

    private static List<String> challenges(RtspResponse response) {
        return response.headers().fields().stream()
                .filter(field -> field.name().equals("WWW-Authenticate"))
                .map(Headers.Field::value)
                .toList();
    }

    private static String nonce(RtspResponse response) {
        Matcher matcher = NONCE.matcher(challenges(response).getFirst());
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The client's side, written anew. */
    private record Digest(String algorithm, String nonce, boolean qop) {
        String header(String method, String uri, String password) throws Exception {
            String secret = hash("me:millrace:" + password);
            String request = hash(method + ":" + uri);
            String middle = qop ? ":00000001:abc:auth:" : ":";
            return "Authorization: Digest username=\"me\", realm=\"millrace\", nonce=\""
                    + nonce
                    + "\", uri=\""
                    + uri
                    + "\", algorithm="
                    + algorithm
                    + (qop ? ", qop=auth, nc=00000001, cnonce=\"abc\"" : "")
                    + ", response=\""
                    + hash(secret + ":" + nonce + middle + request)
                    + "\"";
        }

        private String hash(String text) throws Exception {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        }
    }
}
