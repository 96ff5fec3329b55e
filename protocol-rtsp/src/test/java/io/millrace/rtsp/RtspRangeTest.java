package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.PlayRange;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PLAY of the past. */
class RtspRangeTest {
    private static final String SETUP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";

    private static final String WHOLE = "Range: npt=0.000-";

    private RtspRig rig;
    private RawRtspClient client;
    private String url;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
        client = new RawRtspClient(rig.server.port());
        url = rig.url("a");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        rig.close();
    }

    /** Three key pictures of different sizes, each at a time of its own. */
    private List<LoggedRecord> publish() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "a");
        for (int number = 0; number < 3; number++) {
            publisher.write(TestStream.picture(number, true, 100 + number));
            TimeUnit.MILLISECONDS.sleep(30);
        }
        return rig.log.newest(new PathName("a"), 100).toCompletableFuture().get().stream()
                .filter(logged -> logged.record().isEntryPoint())
                .toList();
    }

    private String setup(String of) throws Exception {
        RtspResponse response = client.request("SETUP", of + "/trackID=0", SETUP);
        assertEquals(200, response.code());
        return "Session: " + response.headers().first("Session").orElseThrow().split(";", 2)[0];
    }

    /** The number of the picture that the next video packet ends with. */
    private int firstPicture() throws Exception {
        RawRtspClient.Frame frame = client.frame();
        while (frame.channel() != 0) {
            frame = client.frame();
        }
        for (int number = 0; number < 3; number++) {
            int start = frame.payload().length - 100 - number;
            if (start > 0
                    && frame.payload()[start] == 0x65
                    && frame.unsignedInt(start + 2) == number) {
                return number;
            }
        }
        throw new AssertionError("no picture in " + HexFormat.of().formatHex(frame.payload()));
    }

    private static String clock(long millis) {
        return "Range: " + PlayRange.from(Instant.ofEpochMilli(millis));
    }

    @Test
    void play_fromAnInstant_beginsAtTheEntryPointBeforeAndSaysSo() throws Exception {
        List<LoggedRecord> records = publish();
        String session = setup(url);
        long second = records.get(1).timestampMillis() + 1;
        RtspResponse played = client.request("PLAY", url, session, clock(second), "Scale: 2.0");
        assertEquals(200, played.code());
        assertEquals("1.0", played.headers().first(Headers.SCALE).orElseThrow());
        assertTrue(played.headers().first(Headers.RANGE).orElseThrow().startsWith("clock=20"));
        assertTrue(played.headers().first(Headers.RTP_INFO).isPresent());
        assertEquals(1, firstPicture());
    }

    @Test
    void play_ofAnotherRangeWhilePlaying_jumps() throws Exception {
        List<LoggedRecord> records = publish();
        String session = setup(url);
        assertEquals(
                "npt=now-",
                client.request("PLAY", url, session).headers().first(Headers.RANGE).orElseThrow());
        assertEquals(2, firstPicture());
        long first = records.getFirst().timestampMillis();
        RtspResponse again = client.request("PLAY", url, session, clock(first));
        assertTrue(again.headers().first(Headers.RANGE).orElseThrow().startsWith("clock="));
        assertEquals(0, firstPicture());
    }

    @Test
    void play_ofAUrlWithStart_isOfThePast() throws Exception {
        publish();
        String past = url + "?start=-1h";
        String session = setup(past);
        assertEquals("npt=0.000-", rangeOf(client.request("PLAY", past, session, WHOLE)));
        assertEquals(0, firstPicture());
    }

    @Test
    void play_ofATimeAfterTheBeginning_beginsThereAndSaysSo() throws Exception {
        List<LoggedRecord> records = publish();
        long zero = records.get(0).timestampMillis();
        long second = records.get(1).timestampMillis() - zero;
        String past = url + "?start=-1h&duration=2h";
        String session = setup(past);
        RtspResponse played =
                client.request("PLAY", past, session, "Range: npt=" + seconds(second) + "-");
        String range = rangeOf(played);
        assertTrue(range.startsWith("npt=" + seconds(second) + "-36"), range);
        assertTrue(
                played.headers()
                        .first(Headers.RTP_INFO)
                        .orElseThrow()
                        .contains("rtptime=" + rtpTimestamp(records.get(1))));
        assertEquals(1, firstPicture());

        client.dropFrames();
        assertEquals(
                "npt=0.000-" + seconds(second),
                rangeOf(client.request("PLAY", past, session, "Range: npt=0-" + seconds(second))));
        assertEquals(0, firstPicture());
    }

    @Test
    void play_afterAPause_goesOnFromThere() throws Exception {
        publish();
        String past = url + "?start=-1h";
        String session = setup(past);
        client.request("PLAY", past, session, WHOLE);
        assertEquals(0, firstPicture());
        assertEquals(1, firstPicture());
        assertEquals(200, client.request("PAUSE", past, session).code());
        // What came before the answer came before the pause.
        int last = client.hasFrames() ? 2 : 1;
        client.dropFrames();
        assertTrue(rangeOf(client.request("PLAY", past, session)).startsWith("clock="));
        assertEquals(last, firstPicture());
    }

    @Test
    void play_ofWhatIsLiveOnAUrlOfThePast_isLive() throws Exception {
        List<LoggedRecord> records = publish();
        long zero = records.get(0).timestampMillis();
        String past = url + "?start=-1h";
        String session = setup(past);
        client.request("PLAY", past, session, WHOLE);
        assertEquals(0, firstPicture());
        String range = rangeOf(client.request("PLAY", past, session, "Range: npt=now-"));
        assertEquals("npt=" + seconds(records.get(2).timestampMillis() - zero) + "-", range);
    }

    private static String rangeOf(RtspResponse response) {
        assertEquals(200, response.code());
        return response.headers().first(Headers.RANGE).orElseThrow();
    }

    private static String seconds(long millis) {
        return "%d.%03d".formatted(millis / 1_000, millis % 1_000);
    }

    private static long rtpTimestamp(LoggedRecord logged) {
        return logged.record().units().getFirst().ptsTicks() & 0xFFFF_FFFFL;
    }

    @Test
    void play_ofARangeThatCannotBe_isRefused() throws Exception {
        publish();
        String session = setup(url);
        for (String range :
                List.of(
                        "clock=yesterday-",
                        "clock=20260131T120000Z",
                        "smpte=10:00:00-",
                        "clock=20260131T120000Z-20260131T110000Z",
                        "clock=99990131T120000Z-",
                        "npt=30-",
                        "npt=0-30",
                        "npt=now-30")) {
            assertEquals(
                    457, client.request("PLAY", url, session, "Range: " + range).code(), range);
        }
        assertEquals(200, client.request("PLAY", url, session, WHOLE).code());
        client.request("TEARDOWN", url, session);
        String past = url + "?start=-1h&duration=2h";
        session = setup(past);
        for (String range : List.of("npt=7200-", "npt=99999999-", "npt=5-4")) {
            assertEquals(
                    457, client.request("PLAY", past, session, "Range: " + range).code(), range);
        }
        assertEquals(
                404, client.request("SETUP", rig.url("b?start=-1h") + "/trackID=0", SETUP).code());
    }
}
