package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspSource.Carrier;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.srtp.KeyManagement;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SrtpKey;
import io.millrace.rtsp.srtp.SrtpReceiver;
import io.millrace.rtsp.srtp.SrtpResult;
import io.millrace.rtsp.srtp.SrtpSender;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SRTP whose keys go over RTSPS. */
@Timeout(120)
class RtspSrtpTest {
    private static final int PICTURES = 30;
    private static final String VIDEO_SDP =
            """
            v=0
            s=x
            m=video 0 RTP/SAVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1
            a=control:streamid=0
            """;

    @TempDir static Path directory;
    private static TestCertificate certificate;

    private final RtspClient client = new RtspClient(new Counters());
    private RtspRig rig;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.create(directory);
    }

    @BeforeEach
    void start() throws Exception {
        start(true);
    }

    private void start(boolean srtp) throws Exception {
        rig = RtspRig.startSecure(certificate, srtp);
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private int securePort() {
        return rig.server.securePort().orElseThrow();
    }

    private String secureUrl(String path) {
        return "rtsps://127.0.0.1:" + securePort() + "/" + path;
    }

    private RawRtspClient connect() throws Exception {
        return new RawRtspClient(certificate.client().getSocketFactory(), securePort());
    }

    private RtspPull pull(String url, Carrier carrier, PulledUnits target) throws Exception {
        RtspSource source =
                RtspSource.of(RtspUrl.parse(url))
                        .with(carrier)
                        .withCertificate(certificate.fingerprint());
        return client.pull(source, target).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void write(Publisher publisher, int from, int to) {
        for (int number = from; number < to; number++) {
            publisher.write(TestStream.picture(number, number % 10 == 0, 3_000));
            publisher.write(TestStream.audio(number));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "UDP", "TCP"})
    void pull_overRtsps_opensSecurePackets(Carrier carrier) throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        PulledUnits units = new PulledUnits();
        RtspPull pull = pull(secureUrl("live/a"), carrier, units);
        for (int number = 1; number < PICTURES; number++) {
            write(publisher, number, number + 1);
            if (number % 5 == 0) {
                units.awaitPictures(number - 4);
            }
        }
        List<Integer> numbers = units.awaitPictures(PICTURES - 11);
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(numbers.getFirst() + i, numbers.get(i));
        }
        assertEquals(carrier != Carrier.TCP, pull.isUdp());
        assertEquals(0, rig.count("rtsp_srtp_dropped"));
        pull.close();
        units.awaitClosed();
    }

    @Test
    void describe_overRtsps_tellsAKeyThatOneSetupTakes() throws Exception {
        write(TestStream.publisher(rig, "live/a"), 0, 1);
        String url = secureUrl("live/a");
        try (RawRtspClient raw = connect()) {
            RtspResponse described = raw.request("DESCRIBE", url);
            SessionDescription description = SessionDescription.parse(body(described));
            assertEquals("RTP/SAVP", description.media().getFirst().protocol());
            MikeyMessage offered =
                    KeyManagement.ofAttribute(
                                    description
                                            .media()
                                            .getFirst()
                                            .attribute(KeyManagement.ATTRIBUTE)
                                            .orElseThrow())
                            .orElseThrow();
            String transport = "Transport: RTP/SAVP/TCP;unicast;interleaved=0-1";
            RtspResponse first = raw.request("SETUP", url + "/trackID=0", transport);
            assertEquals(200, first.code());
            assertTrue(first.headers().first(Headers.TRANSPORT).orElseThrow().contains("SAVP/TCP"));
            assertEquals(offered.key(), key(first));
        }
        try (RawRtspClient raw = connect()) {
            RtspResponse other =
                    raw.request(
                            "SETUP",
                            url + "/trackID=0",
                            "Transport: RTP/SAVP;unicast;client_port=61000-61001");
            assertEquals(200, other.code());
            assertNotEquals(
                    key(raw.request("DESCRIBE", url), url), key(other), "a key of two sessions");
        }
    }

    @Test
    void describe_whereSrtpIsNotOffered_isPlainInsideOfTheConnection() throws Exception {
        rig.close();
        start(false);
        write(TestStream.publisher(rig, "live/a"), 0, 1);
        String url = secureUrl("live/a");
        try (RawRtspClient raw = connect()) {
            String description = body(raw.request("DESCRIBE", url));
            assertTrue(description.contains("m=video 0 RTP/AVP "), description);
            assertFalse(description.contains("mikey"), description);
            for (String refused :
                    List.of(
                            "RTP/SAVP/TCP;unicast;interleaved=0-1",
                            "RTP/SAVP;unicast;client_port=61000-61001",
                            "RTP/AVP;unicast;client_port=61000-61001")) {
                String header = "Transport: " + refused;
                assertEquals(461, raw.request("SETUP", url + "/trackID=0", header).code());
            }
            String inside = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
            assertEquals(200, raw.request("SETUP", url + "/trackID=0", inside).code());
        }
    }

    private static String body(RtspResponse response) {
        return new String(response.body().toByteArray(), StandardCharsets.UTF_8);
    }

    private static SrtpKey key(RtspResponse response) throws Exception {
        return KeyManagement.ofHeader(response.headers().first(Headers.KEY_MGMT).orElseThrow())
                .key();
    }

    private static SrtpKey key(RtspResponse described, String url) throws Exception {
        assertEquals(200, described.code(), url);
        return KeyManagement.ofAttribute(
                        SessionDescription.parse(body(described))
                                .media()
                                .getFirst()
                                .attribute(KeyManagement.ATTRIBUTE)
                                .orElseThrow())
                .orElseThrow()
                .key();
    }

    @Test
    void play_again_goesOnWithTheNumbersThatRtpInfoTells() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        String url = secureUrl("live/a");
        try (RawRtspClient raw = connect()) {
            RtspResponse setup =
                    raw.request(
                            "SETUP",
                            url + "/trackID=0",
                            "Transport: RTP/SAVP/TCP;unicast;interleaved=0-1");
            String session = "Session: " + sessionOf(setup);
            SrtpReceiver receiver =
                    KeyManagement.ofHeader(setup.headers().first(Headers.KEY_MGMT).orElseThrow())
                            .receiver();
            for (int round = 0; round < 3; round++) {
                RtspResponse played = raw.request("PLAY", url, session);
                int told = sequenceOf(played.headers().first(Headers.RTP_INFO).orElseThrow());
                assertEquals(told, firstSequence(raw, receiver));
                assertEquals(200, raw.request("PAUSE", url, session).code());
                raw.dropFrames();
                write(publisher, 10 * (round + 1), 10 * (round + 1) + 1);
            }
        }
    }

    private static int firstSequence(RawRtspClient raw, SrtpReceiver receiver) throws Exception {
        RawRtspClient.Frame frame = raw.frame();
        while (frame.channel() != 0) {
            frame = raw.frame();
        }
        ByteBuf plain = Unpooled.buffer();
        ByteBuf packet = Unpooled.wrappedBuffer(frame.payload());
        assertEquals(SrtpResult.OK, receiver.unprotectRtp(packet, plain));
        return plain.getUnsignedShort(2);
    }

    private static int sequenceOf(String rtpInfo) {
        Matcher sequence = Pattern.compile("seq=(\\d+)").matcher(rtpInfo);
        assertTrue(sequence.find(), rtpInfo);
        return Integer.parseInt(sequence.group(1));
    }

    private static String sessionOf(RtspResponse response) {
        return response.headers().first("Session").orElseThrow().split(";", 2)[0];
    }

    @Test
    void setup_ofSecureProfile_isForTlsOnlyAndWithAKeyOnly() throws Exception {
        write(TestStream.publisher(rig, "live/a"), 0, 1);
        try (RawRtspClient plain = new RawRtspClient(rig.server.port())) {
            RtspResponse refused =
                    plain.request(
                            "SETUP",
                            rig.url("live/a/trackID=0"),
                            "Transport: RTP/SAVP/TCP;unicast;interleaved=0-1");
            assertEquals(461, refused.code());
        }
        try (RawRtspClient raw = connect()) {
            String url = secureUrl("live/b");
            assertEquals(200, announce(raw, url).code());
            String transport = "Transport: RTP/SAVP;unicast;client_port=61000-61001;mode=record";
            assertEquals(463, raw.request("SETUP", url + "/streamid=0", transport).code());
            assertEquals(
                    463,
                    raw.request(
                                    "SETUP",
                                    url + "/streamid=0",
                                    transport,
                                    "KeyMgmt: prot=mikey;uri=\"\";data=\"AAAA\"")
                            .code());
        }
    }

    private static RtspResponse announce(RawRtspClient raw, String url) throws Exception {
        return raw.requestWithBody("ANNOUNCE", url, VIDEO_SDP, "Content-Type: application/sdp");
    }

    @Test
    void record_overSecureUdp_takesGoodPacketsOnly() throws Exception {
        SrtpKey key = SrtpKey.random();
        String url = secureUrl("live/b");
        PulledUnits units = new PulledUnits();
        try (RawRtspClient raw = connect();
                DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            RtspResponse announced = announce(raw, url);
            String session = "Session: " + sessionOf(announced);
            RtspResponse setup =
                    raw.request(
                            "SETUP",
                            url + "/streamid=0",
                            session,
                            "Transport: RTP/SAVP;unicast;client_port=%d-9;mode=record"
                                    .formatted(rtp.getLocalPort()),
                            "KeyMgmt: "
                                    + KeyManagement.header(url, MikeyMessage.of(key, List.of(7L))));
            assertEquals(200, setup.code());
            assertNotEquals(key, key(setup));
            assertEquals(200, raw.request("RECORD", url, session).code());
            assertRenewalRefused(raw, url, session, key);
            SrtpSender sender = new SrtpSender(key);
            send(rtp, picture(0, 0));
            for (int number = 0; number < 3; number++) {
                ByteBuf out = Unpooled.buffer();
                for (ByteBuf packet : List.of(parameterSets(number), picture(number, 1))) {
                    out.clear();
                    sender.protectRtp(packet, out);
                    send(rtp, out);
                }
                send(rtp, out);
            }
            RtspPull pull = pull(rig.url("live/b"), Carrier.TCP, units);
            assertTrue(units.awaitPictures(1).getFirst() <= 2);
            pull.close();
            awaitDropped();
        }
    }

    /** The key in use would forget what was seen; others are of no track, or told to everyone. */
    private void assertRenewalRefused(RawRtspClient raw, String url, String session, SrtpKey key)
            throws Exception {
        String same = "KeyMgmt: " + KeyManagement.header(url, MikeyMessage.of(key, List.of(7L)));
        String other =
                "KeyMgmt: "
                        + KeyManagement.header(url, MikeyMessage.of(SrtpKey.random(), List.of(7L)));
        String track = url + "/streamid=0";
        assertEquals(463, raw.request("SET_PARAMETER", track, session, same).code());
        assertEquals(463, raw.request("SET_PARAMETER", track, session, "KeyMgmt: x").code());
        try (RawRtspClient plain = new RawRtspClient(rig.server.port())) {
            assertEquals(463, plain.request("SET_PARAMETER", track, session, other).code());
        }
        assertEquals(200, raw.request("SET_PARAMETER", track, session).code());
        assertEquals(0, rig.count("rtsp_srtp_keys_renewed"));
    }

    /** One in the clear, and three that come twice. */
    private void awaitDropped() throws InterruptedException {
        while (rig.count("rtsp_srtp_dropped") < 4) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void send(DatagramSocket socket, ByteBuf packet) throws Exception {
        byte[] bytes = ByteBufUtil.getBytes(packet);
        socket.send(
                new DatagramPacket(
                        bytes,
                        bytes.length,
                        InetAddress.getLoopbackAddress(),
                        rig.server.rtpPort()));
    }

    /** SPS and PPS in one packet (STAP-A). */
    private static ByteBuf parameterSets(int number) {
        String sps = TestStream.VIDEO.sequenceParameterSets().getFirst().toString();
        String pps = TestStream.VIDEO.pictureParameterSets().getFirst().toString();
        return header(2 * number, number)
                .writeByte(0x78)
                .writeShort(sps.length() / 2)
                .writeBytes(ByteBufUtil.decodeHexDump(sps))
                .writeShort(pps.length() / 2)
                .writeBytes(ByteBufUtil.decodeHexDump(pps));
    }

    private static ByteBuf picture(int number, int place) {
        return header(2 * number + place, number)
                .setByte(1, 0xE0)
                .writeByte(0x65)
                .writeByte(0x88)
                .writeInt(number);
    }

    private static ByteBuf header(int sequence, int number) {
        return Unpooled.buffer()
                .writeShort(0x8060)
                .writeShort(sequence)
                .writeInt(number * TestStream.PICTURE_TICKS)
                .writeInt(7);
    }
}
