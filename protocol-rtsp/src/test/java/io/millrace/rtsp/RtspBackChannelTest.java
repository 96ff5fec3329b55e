package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.client.BackChannel;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Counters;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers that send: ONVIF's back channel, by both ends. */
@Timeout(60)
class RtspBackChannelTest {
    private static final String REQUIRE = "Require: www.onvif.org/ver20/backchannel";
    private static final String DOOR =
            """
            v=0
            s=door
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=recvonly
            m=audio 0 RTP/AVP 0
            a=sendonly
            """;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private RtspClient client;
    private ServerStream door;
    private ServerStream window;
    private RtspServer server;

    /** A door that speaks, and a window that does not. */
    private record House(ServerStream door, ServerStream window, BlockingQueue<String> heard)
            implements RtspHandler.Reading, RtspHandler.OnBackChannel {
        @Override
        public ServerStream onDescribe(StreamRequest request) {
            return request.path().equals("door") ? door : window;
        }

        @Override
        public void onBackChannel(PeerSession session, int medium, RtpPacket packet) {
            heard.add(
                    "%d: %d %s"
                            .formatted(
                                    medium,
                                    packet.sequenceNumber(),
                                    ByteBufUtil.hexDump(packet.payload())));
        }

        @Override
        public void onDecodeError(PeerSession session, String problem) {
            heard.add("malformed");
        }
    }

    @BeforeEach
    void start() throws Exception {
        client = new RtspClient(new Counters());
        door = new ServerStream(SessionDescription.parse(DOOR));
        window = ServerStream.of("window", TestStream.BOTH);
        server =
                RtspServer.start(
                        RtspServerSettings.standard().withAddress("127.0.0.1").withPorts(0, 0, 0),
                        new House(door, window, heard),
                        new Counters());
    }

    @AfterEach
    void stop() {
        client.close();
        door.close();
        window.close();
        server.close();
    }

    private String url(String path) {
        return "rtsp://127.0.0.1:" + server.port() + "/" + path;
    }

    private RtspSource source(String path, RtspSource.Carrier carrier) {
        return RtspSource.of(RtspUrl.parse(url(path))).with(carrier);
    }

    private RtspPull pull(RtspSource source, PulledUnits units) throws Exception {
        return client.pull(source, units).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static RtpPacket voice(int sequence) {
        return new RtpPacket(
                0,
                sequence == 1,
                sequence,
                160L * sequence,
                7,
                Unpooled.wrappedBuffer(new byte[] {(byte) sequence, 2, 3}));
    }

    @ParameterizedTest
    @EnumSource(names = {"UDP", "TCP", "HTTP", "WEBSOCKET"})
    void client_thatAsksForAWayBack_isHeard(RtspSource.Carrier carrier) throws Exception {
        PulledUnits units = new PulledUnits();
        try (RtspPull pull = pull(source("door", carrier).withBackChannel(), units)) {
            BackChannel back = pull.backChannel().orElseThrow();
            assertEquals("PCMU", back.payload().encodingName());
            assertEquals(0, back.payload().payloadType());
            for (int sequence = 1; sequence <= 3; sequence++) {
                back.send(voice(sequence));
                // Over UDP, its opening of the way may come before.
                String first = heard.poll(10, TimeUnit.SECONDS);
                while (first != null && first.endsWith(" ")) {
                    first = heard.poll(10, TimeUnit.SECONDS);
                }
                assertEquals("1: %d %02x0203".formatted(sequence, sequence), first);
            }
        }
        units.awaitClosed();
    }

    @Test
    void client_thatDoesNotAsk_getsWhatIsSentOnly() throws Exception {
        for (RtspSource source :
                new RtspSource[] {
                    source("door", RtspSource.Carrier.TCP),
                    source("window", RtspSource.Carrier.TCP).withBackChannel()
                }) {
            PulledUnits units = new PulledUnits();
            try (RtspPull pull = pull(source, units)) {
                assertEquals(Optional.empty(), pull.backChannel());
            }
            units.awaitClosed();
        }
    }

    @Test
    void describe_tellsOfAWayBackToWhoRequiresIt() throws Exception {
        try (RawRtspClient raw = new RawRtspClient(server.port())) {
            String plain = text(raw.request("DESCRIBE", url("door")));
            assertFalse(plain.contains("m=audio"), plain);
            String both = text(raw.request("DESCRIBE", url("door"), REQUIRE));
            assertTrue(both.contains("m=audio 0 RTP/AVP 0"), both);
            assertTrue(both.contains("a=sendonly"), both);
            RtspResponse none = raw.request("DESCRIBE", url("window"), REQUIRE);
            assertEquals(551, none.code());
            assertEquals(
                    Headers.BACK_CHANNEL, none.headers().first(Headers.UNSUPPORTED).orElseThrow());
            assertEquals(551, raw.request("DESCRIBE", url("door"), "Require: other").code());
        }
    }

    private static String text(RtspResponse response) {
        assertEquals(200, response.code());
        return new String(response.body().toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void play_ofTheWayBackAlone_isAnsweredAndHeardFromThenOn() throws Exception {
        try (RawRtspClient raw = new RawRtspClient(server.port())) {
            RtspResponse setup =
                    raw.request(
                            "SETUP",
                            url("door/trackID=1"),
                            REQUIRE,
                            "Transport: RTP/AVP/TCP;unicast;interleaved=2-3");
            String session = SessionStateTest.sessionOf(setup);
            raw.sendFrame(2, new byte[] {1});
            RtspResponse played = raw.request("PLAY", url("door"), session, REQUIRE);
            assertEquals(200, played.code());
            assertEquals(Optional.empty(), played.headers().first(Headers.RTP_INFO));
            raw.sendFrame(2, new byte[] {1});
            assertEquals("malformed", heard.poll(10, TimeUnit.SECONDS));
            assertTrue(heard.isEmpty());
        }
    }
}
