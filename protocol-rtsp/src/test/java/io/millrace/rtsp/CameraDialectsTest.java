package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspSource.Carrier;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cameras do that no standard says. */
@Timeout(60)
class CameraDialectsTest {
    private static final int PICTURES = 30;
    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=cam\r\nt=0 0\r\n";
    private static final String H264 = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
    private static final String TCP = "RTP/AVP/TCP;unicast;interleaved=CHANNELS";
    private static final String NO_HEADERS = "Content-Type: application/sdp\r\n";

    private final RtspClient client = new RtspClient(new Counters());

    @AfterEach
    void stop() {
        client.close();
    }

    private static String sprop() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "a=fmtp:96 sprop-parameter-sets=%s,%s\r\n"
                .formatted(
                        base64.encodeToString(HexFormat.of().parseHex(FakeCamera.SPS)),
                        base64.encodeToString(HexFormat.of().parseHex(FakeCamera.PPS)));
    }

    private static FakeCamera.Manners manners(String sdp, List<byte[]> packets) {
        return new FakeCamera.Manners(HEAD + sdp, NO_HEADERS, TCP, packets);
    }

    private RtspPull pull(String url, Carrier carrier, PulledUnits units) throws Exception {
        return client.pull(RtspSource.of(RtspUrl.parse(url)).with(carrier), units)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /** All pictures but the last, which may wait for the next one to show its end. */
    private void assertPulled(FakeCamera.Manners manners, Carrier carrier) throws Exception {
        try (FakeCamera camera = new FakeCamera(manners)) {
            assertPulled(camera, carrier);
        }
    }

    private void assertPulled(FakeCamera camera, Carrier carrier) throws Exception {
        PulledUnits units = new PulledUnits();
        RtspPull pull = pull(camera.url(), carrier, units);
        List<Integer> numbers = units.awaitPictures(PICTURES - 1);
        assertEquals(
                IntStream.range(0, PICTURES - 1).boxed().toList(),
                numbers.subList(0, PICTURES - 1));
        List<Track> tracks = units.tracks();
        assertTrue(tracks.getFirst().format() instanceof H264Format, tracks.toString());
        pull.close();
        units.awaitClosed();
    }

    @Test
    void markerThatIsNeverSet_asOfFlirM400_givesEveryPicture() throws Exception {
        assertPulled(
                manners(H264 + sprop(), FakeCamera.pictures(PICTURES, false, false)), Carrier.TCP);
    }

    @Test
    void parameterSets_inBandOnly_areTakenFromThere() throws Exception {
        assertPulled(manners(H264, FakeCamera.pictures(PICTURES, true, true)), Carrier.TCP);
    }

    @Test
    void parameterSets_brokenInTheDescription_areTakenFromTheStream() throws Exception {
        String broken = "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0,,%%%\r\n";
        assertPulled(
                manners(H264 + broken, FakeCamera.pictures(PICTURES, true, true)), Carrier.TCP);
    }

    @Test
    void formatsInOneMedium_theFirstThatIsKnownIsTaken() throws Exception {
        String several =
                String.join(
                        "\r\n",
                        "m=video 0 RTP/AVP 107 96",
                        "a=rtpmap:107 vnd.onvif.metadata/90000",
                        "a=rtpmap:96 H264/90000",
                        "");
        assertPulled(
                manners(several + sprop(), FakeCamera.pictures(PICTURES, true, false)),
                Carrier.TCP);
    }

    @ParameterizedTest
    @CsvSource({
        "trackID=1, '', /cam/trackID=1",
        "track1, 'Content-Base: URL/\r\n', /cam/track1",
        "URL/other/video, '', /cam/other/video",
        "/stream=0, '', /cam/stream=0",
        "*, '', /cam",
        "'', '', /cam",
        "trackID=1, 'Content-Base: /cam/\r\n', /cam/trackID=1"
    })
    void control_absoluteOrRelativeOrMissing_isSetUpByItsUrl(
            String control, String headers, String expected) throws Exception {
        String line = control.isEmpty() ? "" : "a=control:" + control + "\r\n";
        FakeCamera.Manners manners =
                new FakeCamera.Manners(
                        HEAD + H264 + sprop() + line,
                        headers + NO_HEADERS,
                        TCP,
                        FakeCamera.pictures(PICTURES, true, false));
        try (FakeCamera camera = new FakeCamera(manners)) {
            assertPulled(camera, Carrier.TCP);
            String url = camera.url().replace("/cam", expected);
            assertTrue(
                    camera.requests().contains("SETUP " + url + " RTSP/1.0"),
                    camera.requests().toString());
        }
    }

    @Test
    void latmAudio_besideVideo_isATrackOfItsOwn() throws Exception {
        String latm =
                String.join(
                        "\r\n",
                        "m=audio 0 RTP/AVP 97",
                        "a=rtpmap:97 MP4A-LATM/48000/2",
                        "a=fmtp:97 profile-level-id=1; cpresent=0; config=400023203fc0",
                        "");
        FakeCamera.Manners manners =
                manners(H264 + sprop() + latm, FakeCamera.pictures(PICTURES, true, false));
        try (FakeCamera camera = new FakeCamera(manners)) {
            PulledUnits units = new PulledUnits();
            RtspPull pull = pull(camera.url(), Carrier.TCP, units);
            units.awaitPictures(PICTURES - 1);
            assertEquals(2, units.tracks().size());
            assertEquals("AAC", units.tracks().get(1).format().codec());
            pull.close();
            units.awaitClosed();
        }
    }

    @ParameterizedTest
    @CsvSource({"9-10", "0-0"})
    void udp_fromOtherPortsThanSaidAndWithoutRtcp_isTaken(String ports) throws Exception {
        FakeCamera.Manners manners =
                new FakeCamera.Manners(
                        HEAD + H264 + sprop(),
                        NO_HEADERS,
                        "RTP/AVP;unicast;server_port=" + ports,
                        FakeCamera.pictures(PICTURES, true, false));
        assertPulled(manners, Carrier.UDP);
    }

    @Test
    void udp_answeredWithoutPorts_isTaken() throws Exception {
        FakeCamera.Manners manners =
                new FakeCamera.Manners(
                        HEAD + H264 + sprop(),
                        NO_HEADERS,
                        "RTP/AVP;unicast",
                        FakeCamera.pictures(PICTURES, true, false));
        assertPulled(manners, Carrier.UDP);
    }

    @Test
    void burst_ofOnePictureOfAMegabyteOverUdp_losesNothing() throws Exception {
        assumeBuffers();
        try (RtspRig rig = RtspRig.start()) {
            Publisher publisher = TestStream.publisher(rig, "live/a");
            publisher.write(TestStream.picture(0, true, 100));
            PulledUnits units = new PulledUnits();
            RtspPull pull = pull(rig.url("live/a"), Carrier.UDP, units);
            for (int number = 1; number <= 5; number++) {
                publisher.write(TestStream.picture(number, true, 1_000_000));
                units.awaitPictures(number);
            }
            List<Integer> numbers = units.awaitPictures(5);
            int first = numbers.getFirst();
            assertEquals(IntStream.range(first, first + numbers.size()).boxed().toList(), numbers);
            pull.close();
            units.awaitClosed();
        }
    }

    /** The kernel counts what it keeps for a datagram, not its bytes alone. */
    private static void assumeBuffers() throws IOException {
        Path limit = Path.of("/proc/sys/net/core/rmem_max");
        boolean enough =
                Files.exists(limit)
                        && Long.parseLong(Files.readAllLines(limit).getFirst()) >= 2 << 20;
        if (!enough) {
            System.out.println("skipped: net.core.rmem_max is below 2 MiB");
        }
        Assumptions.assumeTrue(enough, "net.core.rmem_max is below 2 MiB");
    }
}
