package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Publisher;
import java.io.EOFException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtspServerReadTest {
    private static final Pattern RTP_INFO =
            Pattern.compile("url=(\\S+)/trackID=0;seq=(\\d+);rtptime=(\\d+)");

    private RtspRig rig;
    private RawRtspClient client;
    private Publisher publisher;
    private String url;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
        client = new RawRtspClient(rig.server.port());
        url = rig.url("live/a");
        publisher = TestStream.publisher(rig, "live/a");
        publisher.write(TestStream.picture(0, true, 5_000));
        publisher.write(TestStream.picture(1, false, 100));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        rig.close();
    }

    @Test
    void describe_livePath_givesTracksWithControls() throws Exception {
        RtspResponse response = client.request("DESCRIBE", url + "?token=x");

        assertEquals(200, response.code());
        assertEquals(url + "?token=x/", response.headers().first("Content-Base").orElseThrow());
        String sdp = new String(response.body().toByteArray(), StandardCharsets.UTF_8);
        assertTrue(sdp.contains("a=control:trackID=0"), sdp);
        assertTrue(sdp.contains("a=control:trackID=1"), sdp);
    }

    @Test
    void requests_forWhatIsNotThere_areAnsweredInTheirTerms() throws Exception {
        assertEquals(404, client.request("DESCRIBE", rig.url("nobody")).code());
        assertEquals(400, client.request("DESCRIBE", rig.url("a//b")).code());
        assertEquals(501, client.request("REDIRECT", url).code());
        assertEquals(551, client.request("OPTIONS", "*", "Require: funky").code());
        assertEquals(451, client.requestWithBody("SET_PARAMETER", url, "a: b\r\n").code());
        String tcp = "Transport: RTP/AVP/TCP;interleaved=0-1";
        assertEquals(459, client.request("SETUP", url, tcp).code());
        assertEquals(404, client.request("SETUP", url + "/trackID=7", tcp).code());
        assertEquals(400, client.request("SETUP", url + "/trackID=0").code());
        String multicast = "Transport: RTP/AVP;multicast";
        assertEquals(461, client.request("SETUP", url + "/trackID=0", multicast).code());
        assertEquals(0, rig.server.sessions());
    }

    @Test
    void request_withoutCSeq_isRefused() throws Exception {
        client.send("OPTIONS * RTSP/1.0\r\n\r\n");

        assertEquals(400, client.response().code());
        String methods = client.request("OPTIONS", "*").headers().first("Public").orElseThrow();
        assertEquals(
                "OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, PAUSE, RECORD, GET_PARAMETER,"
                        + " SET_PARAMETER, TEARDOWN",
                methods);
    }

    @Test
    void garbage_isAnswered400AndClosed() throws Exception {
        client.send("\u0016\u0003\u0001garbage");

        assertEquals(400, client.response().code());
        assertTrue(client.isClosedByPeer());
    }

    @Test
    void play_overTcp_beginsAtTheEntryPointWithExactRtpInfoAndSenderReport() throws Exception {
        String session = setup("0", "RTP/AVP/TCP;unicast;interleaved=4-5");
        RtspResponse play = client.request("PLAY", url, session);

        Matcher info = RTP_INFO.matcher(play.headers().first("RTP-Info").orElseThrow());
        assertTrue(info.matches());
        RawRtspClient.Frame report = client.frame();
        assertEquals(5, report.channel());
        assertEquals(200, report.payload()[1] & 0xFF);
        RawRtspClient.Frame first = client.frame();
        assertEquals(4, first.channel());
        assertEquals(Integer.parseInt(info.group(2)), first.unsignedShort(2));
        assertEquals(Long.parseLong(info.group(3)), first.unsignedInt(4));
        assertEquals(first.unsignedInt(4), report.unsignedInt(16), "report names the same instant");
        assertEquals(first.unsignedInt(8), report.unsignedInt(4), "and the same source");
    }

    @Test
    void play_overTcp_givesAllPacketsInSequence() throws Exception {
        client.request("PLAY", url, setup("0", "RTP/AVP/TCP;unicast;interleaved=0-1"));
        client.frame();
        int sequence = client.frame().unsignedShort(2);
        for (int picture = 2; picture < 40; picture++) {
            publisher.write(TestStream.picture(picture, false, 3_000));
        }
        for (int packet = 1; packet < 80; packet++) {
            RawRtspClient.Frame frame = client.frame();
            assertEquals((sequence + packet) & 0xFFFF, frame.unsignedShort(2));
        }
    }

    @Test
    void play_afterPause_goesOnWithNewRtpInfo() throws Exception {
        String session = setup("0", "RTP/AVP/TCP;unicast;interleaved=0-1");
        client.request("PLAY", url, session);
        assertEquals(200, client.request("PAUSE", url, session).code());

        RtspResponse again = client.request("PLAY", url, session);

        assertTrue(RTP_INFO.matcher(again.headers().first("RTP-Info").orElseThrow()).matches());
    }

    @Test
    void play_ofOneTrackOfTwo_isAnswered460() throws Exception {
        String session = setup("0", "RTP/AVP/TCP;unicast;interleaved=0-1");
        String transport = "Transport: RTP/AVP/TCP;unicast;interleaved=2-3";
        client.request("SETUP", url + "/trackID=1", transport, session);

        assertEquals(460, client.request("PLAY", url + "/trackID=0", session).code());
    }

    @Test
    void setup_mixingTcpAndUdpOrTakenChannels_isAnswered461() throws Exception {
        String session = setup("0", "RTP/AVP/TCP;unicast;interleaved=0-1");
        for (String transport :
                List.of("RTP/AVP;unicast;client_port=40000-40001", "RTP/AVP/TCP;interleaved=1-2")) {
            RtspResponse response =
                    client.request("SETUP", url + "/trackID=1", "Transport: " + transport, session);
            assertEquals(461, response.code(), transport);
        }
    }

    @Test
    void twoSessions_onOneConnection_playBoth() throws Exception {
        String first = setup("0", "RTP/AVP/TCP;unicast;interleaved=0-1");
        String second = setup("0", "RTP/AVP/TCP;unicast;interleaved=2-3");

        assertEquals(200, client.request("PLAY", url, first).code());
        assertEquals(200, client.request("PLAY", url, second).code());
        assertEquals(2, rig.server.sessions());
        assertEquals(200, client.request("TEARDOWN", url, first).code());
        assertEquals(1, rig.server.sessions());
    }

    @Test
    void session_overSeveralConnections_isOne() throws Exception {
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RawRtspClient other = new RawRtspClient(rig.server.port())) {
            String session = setup("0", udp(rtp));
            assertEquals(200, other.request("PLAY", url, session).code());
            client.close();
            rtp.setSoTimeout(5_000);
            rtp.receive(new DatagramPacket(new byte[2_000], 2_000));
            assertEquals(200, other.request("GET_PARAMETER", url, session).code());
            assertEquals(200, other.request("TEARDOWN", url, session).code());
        }
    }

    @Test
    void play_overUdp_sendsPacketsInSequenceToTheClientsPort() throws Exception {
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            RtspResponse play = client.request("PLAY", url, setup("0", udp(rtp)));
            Matcher info = RTP_INFO.matcher(play.headers().first("RTP-Info").orElseThrow());
            assertTrue(info.matches());
            rtp.setSoTimeout(5_000);
            for (int packet = 0; packet < 5; packet++) {
                DatagramPacket datagram = new DatagramPacket(new byte[2_000], 2_000);
                rtp.receive(datagram);
                assertEquals(rig.server.rtpPort(), datagram.getPort());
                byte[] bytes = datagram.getData();
                int sequence = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
                assertEquals((Integer.parseInt(info.group(2)) + packet) & 0xFFFF, sequence);
            }
        }
    }

    @Test
    void description_newParameterSets_keepReaders() throws Exception {
        client.request("PLAY", url, setup("0", "RTP/AVP/TCP;unicast;interleaved=0-1"));
        H264Format next =
                new H264Format(
                        TestStream.VIDEO.sequenceParameterSets(), List.of(Bytes.ofHex("68ce3c80")));
        publisher.describe(List.of(new Track(0, next), TestStream.BOTH.get(1)));
        publisher.write(TestStream.picture(2, true, 50));

        assertEquals(200, client.request("OPTIONS", url).code());
        assertEquals(1, rig.server.sessions());
    }

    @Test
    void description_otherAudio_endsReaders() throws Exception {
        client.request("PLAY", url, setup("1", "RTP/AVP/TCP;unicast;interleaved=0-1"));
        AacFormat next = new AacFormat(Bytes.ofHex("1210"), 44_100, 2);
        publisher.describe(List.of(TestStream.BOTH.get(0), new Track(1, next)));
        publisher.write(TestStream.picture(2, true, 50));
        publisher.write(TestStream.picture(3, false, 50));

        assertThrows(
                EOFException.class,
                () -> {
                    while (true) {
                        client.frame();
                    }
                });
    }

    private String setup(String track, String transport) throws Exception {
        RtspResponse response =
                client.request("SETUP", url + "/trackID=" + track, "Transport: " + transport);
        assertEquals(200, response.code());
        return SessionStateTest.sessionOf(response);
    }

    /** RTCP goes to the next port, where nobody listens. */
    private static String udp(DatagramSocket rtp) {
        int port = rtp.getLocalPort();
        return "RTP/AVP;unicast;client_port=%d-%d".formatted(port, port == 65_535 ? 1 : port + 1);
    }
}
