package io.millrace.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.tunnel.TunnelLimits;
import io.millrace.stream.Publisher;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RTSP inside HTTP and WebSocket, on the port of plain RTSP. */
@Timeout(60)
class RtspTunnelTest {
    private static final String INTERLEAVED = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";

    /** On a slow machine, one half may come long after the other. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final int PONG = 0x8A;

    private RtspRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start(RtspServerSettings.standard().withLimits(limits(PATIENCE)));
    }

    /** A server on which halves do not wait for long. */
    private void startImpatient() throws Exception {
        rig.close();
        Duration second = Duration.ofSeconds(1);
        rig = RtspRig.start(RtspServerSettings.standard().withLimits(limits(second)));
    }

    private static RtspLimits limits(Duration patience) {
        TunnelLimits tunnels = new TunnelLimits(3, 2, patience);
        return new RtspLimits(
                MessageLimits.standard(), 100, 100, 32, 16, 1 << 20, 1 << 20, tunnels);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static RawRtspClient overHttp(int port, String cookie) throws IOException {
        Socket down = TunnelClient.get(port, cookie);
        Socket up = TunnelClient.post(port, cookie);
        String answer = TunnelClient.head(down);
        assertTrue(answer.startsWith("HTTP/1.0 200 OK\r\n"), answer);
        assertTrue(answer.contains("Content-Type: application/x-rtsp-tunnelled\r\n"), answer);
        return TunnelClient.rtsp(down, up);
    }

    private static RawRtspClient overWebSocket(int port) throws IOException {
        Socket socket = TunnelClient.askWebSocket(port, "other, rtsp.onvif.org");
        String answer = TunnelClient.head(socket);
        assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
        assertTrue(answer.contains("Sec-WebSocket-Protocol: rtsp.onvif.org\r\n"), answer);
        // The accept key of sixteen zero bytes (RFC 6455, 4.2.2).
        assertTrue(
                answer.contains("Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n"), answer);
        return TunnelClient.rtsp(socket);
    }

    /** Reads pictures of a path that is published meanwhile. */
    private void assertReads(RawRtspClient client, Publisher publisher) throws Exception {
        RtspResponse setup = client.request("SETUP", rig.url("live/a") + "/trackID=0", INTERLEAVED);
        assertEquals(200, setup.code());
        String session = SessionStateTest.sessionOf(setup);
        assertEquals(200, client.request("PLAY", rig.url("live/a"), session).code());
        publisher.write(TestStream.picture(1, true, 5_000));
        for (int packets = 0; packets < 4; packets++) {
            RawRtspClient.Frame frame = client.frame();
            assertTrue(frame.channel() < 2 && (frame.payload()[0] & 0xC0) == 0x80);
        }
        assertEquals(200, client.request("TEARDOWN", rig.url("live/a"), session).code());
    }

    private Publisher published() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        publisher.write(TestStream.picture(0, true, 5_000));
        return publisher;
    }

    @Test
    void read_inHttp_getsResponsesAndPackets() throws Exception {
        try (RawRtspClient client = overHttp(rig.server.port(), "c")) {
            assertReads(client, published());
            assertEquals(1, rig.count("rtsp_tunnels"));
        }
    }

    @Test
    void read_inWebSocket_getsOneFrameForEachMessageAndPacket() throws Exception {
        try (RawRtspClient client = overWebSocket(rig.server.port())) {
            assertReads(client, published());
        }
    }

    private void assertPublishes(RawRtspClient client) throws Exception {
        String url = rig.url("live/b");
        String type = "Content-Type: application/sdp";
        assertEquals(200, client.requestWithBody("ANNOUNCE", url, TestStream.sdp(), type).code());
        RtspResponse setup =
                client.request("SETUP", url + "/trackID=0", INTERLEAVED + ";mode=record");
        assertEquals(200, setup.code());
        String session = SessionStateTest.sessionOf(setup);
        assertEquals(200, client.request("RECORD", url, session).code());
        byte[] packet = new byte[30_000];
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 0xE0;
        packet[12] = 0x65;
        for (int sequence = 1; sequence <= 100; sequence++) {
            packet[3] = (byte) sequence;
            packet[6] = (byte) sequence;
            client.sendFrame(0, packet);
        }
        assertEquals(200, client.request("TEARDOWN", url, session).code());
        assertEquals(100, rig.count("rtsp_received_packets"));
    }

    @Test
    void publish_inHttp_bringsEveryPacket() throws Exception {
        try (RawRtspClient client = overHttp(rig.server.port(), "c")) {
            assertPublishes(client);
        }
    }

    @Test
    void publish_inWebSocket_bringsEveryPacket() throws Exception {
        try (RawRtspClient client = overWebSocket(rig.server.port())) {
            assertPublishes(client);
        }
    }

    /** GET, POST and handshake are let through: RTSP asks, as it does without a tunnel. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void read_withoutPassword_isAskedForByRtspInsideOfTheTunnel(boolean http) throws Exception {
        rig.close();
        OneUser user = new OneUser();
        rig =
                RtspRig.start(
                        RtspServerSettings.standard().withLimits(limits(PATIENCE)), user::guard);
        published();
        String url = rig.url("live/a");
        int port = rig.server.port();
        try (RawRtspClient client = http ? overHttp(port, "c") : overWebSocket(port)) {
            RtspResponse asked = client.request("DESCRIBE", url);
            assertEquals(401, asked.code());
            List<String> challenges =
                    asked.headers().fields().stream()
                            .filter(field -> field.name().equals("WWW-Authenticate"))
                            .map(field -> field.value().split(" ", 2)[0])
                            .distinct()
                            .toList();
            assertEquals(List.of("Digest", "Basic"), challenges);
            String basic = Base64.getEncoder().encodeToString("me:secret".getBytes(UTF_8));
            String shown = "Authorization: Basic " + basic;
            assertEquals(200, client.request("DESCRIBE", url, shown).code());
        }
    }

    @Test
    void setup_overUdpInTunnel_isRefused() throws Exception {
        published();
        try (RawRtspClient client = overHttp(rig.server.port(), "c")) {
            String udp = "Transport: RTP/AVP;unicast;client_port=5000-5001";
            String url = rig.url("live/a") + "/trackID=0";
            assertEquals(461, client.request("SETUP", url, udp).code());
        }
    }

    @Test
    void post_beforeItsGet_isKept() throws Exception {
        int port = rig.server.port();
        try (Socket up = TunnelClient.post(port, "early")) {
            byte[] options =
                    "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n".getBytes(StandardCharsets.UTF_8);
            TunnelClient.write(up, Base64.getEncoder().encodeToString(options));
            try (Socket down = TunnelClient.get(port, "early")) {
                assertTrue(TunnelClient.head(down).startsWith("HTTP/1.0 200 "));
                String answer = TunnelClient.head(down);
                assertTrue(answer.startsWith("RTSP/1.0 200 OK\r\n"), answer);
            }
        }
    }

    @Test
    void post_thatFollowsAnother_goesOnWithTheSession() throws Exception {
        int port = rig.server.port();
        Socket down = TunnelClient.get(port, "c");
        assertTrue(TunnelClient.head(down).startsWith("HTTP/1.0 200 "));
        try (Socket first = TunnelClient.post(port, "c");
                RawRtspClient before = TunnelClient.rtsp(down, first)) {
            assertEquals(200, before.request("OPTIONS", "*").code());
            try (Socket second = TunnelClient.post(port, "c");
                    RawRtspClient after = TunnelClient.rtsp(down, second)) {
                assertEquals(-1, first.getInputStream().read());
                assertEquals(200, after.request("OPTIONS", "*").code());
            }
        }
    }

    @Test
    void get_withoutPost_isClosed() throws Exception {
        startImpatient();
        try (Socket down = TunnelClient.get(rig.server.port(), "alone")) {
            TunnelClient.head(down);
            assertEquals(-1, down.getInputStream().read());
        }
    }

    @Test
    void post_withoutGet_isToldSo() throws Exception {
        startImpatient();
        try (Socket up = TunnelClient.post(rig.server.port(), "alone")) {
            String answer = TunnelClient.head(up);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
    }

    @Test
    void halves_ofOneAddress_areLimited() throws Exception {
        int port = rig.server.port();
        try (Socket first = TunnelClient.get(port, "1");
                Socket second = TunnelClient.get(port, "2")) {
            assertTrue(TunnelClient.head(first).startsWith("HTTP/1.0 200 "));
            assertTrue(TunnelClient.head(second).startsWith("HTTP/1.0 200 "));
            try (Socket third = TunnelClient.get(port, "3")) {
                String answer = TunnelClient.head(third);
                assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            }
        }
    }

    @Test
    void get_ofCookieInUse_isRefused() throws Exception {
        int port = rig.server.port();
        try (RawRtspClient client = overHttp(port, "c");
                Socket other = TunnelClient.get(port, "c")) {
            String answer = TunnelClient.head(other);
            assertTrue(answer.startsWith("HTTP/1.1 409 "), answer);
            assertEquals(200, client.request("OPTIONS", "*").code());
        }
    }

    @Test
    void post_thatIsNoBase64BeforeItsGet_isRefusedItself() throws Exception {
        try (Socket up = TunnelClient.post(rig.server.port(), "early")) {
            TunnelClient.write(up, "OPTIONS * RTSP/1.0\r\n");
            String answer = TunnelClient.head(up);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void post_thatIsNoBase64_endsTheTunnel() throws Exception {
        int port = rig.server.port();
        try (Socket down = TunnelClient.get(port, "c");
                Socket up = TunnelClient.post(port, "c")) {
            TunnelClient.head(down);
            TunnelClient.write(up, "OPTIONS * RTSP/1.0\r\n");
            String answer = TunnelClient.head(down);
            assertTrue(answer.startsWith("RTSP/1.0 400 "), answer);
            assertEquals(-1, down.getInputStream().read());
            assertEquals(-1, up.getInputStream().read());
        }
    }

    @Test
    void http_thatIsNoTunnel_isToldWhatIsSpokenHere() throws Exception {
        try (Socket browser = RawRtspClient.connect(rig.server.port())) {
            TunnelClient.write(browser, "GET / HTTP/1.1\r\nHost: here\r\n\r\n");
            String answer = TunnelClient.head(browser);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            byte[] text = browser.getInputStream().readAllBytes();
            assertTrue(new String(text, StandardCharsets.UTF_8).contains("x-sessioncookie"));
        }
    }

    @Test
    void webSocket_ofAnotherSubprotocol_isRefused() throws Exception {
        try (Socket socket = TunnelClient.askWebSocket(rig.server.port(), "chat")) {
            String answer = TunnelClient.head(socket);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void webSocket_thatIsPingedAndClosed_answersAndCloses() throws Exception {
        try (Socket socket = TunnelClient.askWebSocket(rig.server.port(), "rtsp.onvif.org")) {
            TunnelClient.head(socket);
            socket.getOutputStream().write(TunnelClient.frame(0x89, new byte[] {7}));
            assertEquals(PONG, socket.getInputStream().read());
            assertEquals(1, socket.getInputStream().read());
            assertEquals(7, socket.getInputStream().read());
            socket.getOutputStream().write(TunnelClient.frame(0x88, new byte[] {3, (byte) 0xE8}));
            assertEquals(0x88, socket.getInputStream().read());
            assertEquals(3, socket.getInputStream().readAllBytes().length);
        }
    }

    @Test
    void webSocket_frameWithoutMask_isClosed() throws Exception {
        try (Socket socket = TunnelClient.askWebSocket(rig.server.port(), "rtsp.onvif.org")) {
            TunnelClient.head(socket);
            socket.getOutputStream().write(new byte[] {(byte) 0x82, 1, 65});
            assertEquals(0x88, socket.getInputStream().read());
        }
    }
}
