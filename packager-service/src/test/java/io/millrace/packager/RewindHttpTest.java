package io.millrace.packager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Playlists and clips of the past on a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class RewindHttpTest {
    private static final int BIG_PICTURE = 60_000;
    private static final int SIDX = 0x73696478;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningPackager packager = new RunningPackager("");
    private String range = "";

    RewindHttpTest() throws Exception {}

    /** Ten seconds of media in some hundred milliseconds of the log's time. */
    @BeforeAll
    void publish() throws InterruptedException {
        LivePath path = new LivePath(packager.log(), new PathName("live/cam"), 1, BIG_PICTURE);
        Instant begin = Instant.EPOCH;
        Instant end = Instant.EPOCH;
        for (int second = 0; second < 11; second++) {
            Thread.sleep(20); // So that the log's records have different times.
            end = Instant.now();
            path.seconds(second, second + 1);
            if (second == 0) {
                begin = Instant.now();
            }
        }
        range = "start=" + begin + "&end=" + end;
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        packager.close();
    }

    @Test
    void masterPlaylist_ofARange_leadsToARecordingThatCanBeRead() throws Exception {
        String master = new String(get("index.m3u8?" + range).body(), UTF_8);
        String track =
                master.lines().filter(line -> line.startsWith("track-")).findFirst().orElseThrow();
        String playlist = new String(get(track).body(), UTF_8);
        String segment =
                playlist.lines().filter(line -> line.endsWith(".m4s")).findFirst().orElseThrow();
        assertEquals(200, get(segment).statusCode(), segment);
        assertTrue(get(segment).body().length > 10 * BIG_PICTURE);
    }

    @Test
    void clip_get_hasItsLengthAndAnIndexThatIsRight() throws Exception {
        HttpResponse<byte[]> response = get("clip.mp4?" + range);
        assertEquals(200, response.statusCode(), new String(response.body(), UTF_8));
        assertEquals("video/mp4", header(response, "content-type"));
        assertEquals(response.body().length, Integer.parseInt(header(response, "content-length")));
        ByteBuffer clip = ByteBuffer.wrap(response.body());
        int sidx = 0;
        while (clip.getInt(sidx + 4) != SIDX) {
            sidx += clip.getInt(sidx);
        }
        int segments = clip.getShort(sidx + 38);
        assertTrue(segments >= 4, segments + " segments");
        int at = sidx + clip.getInt(sidx);
        for (int index = 0; index < segments; index++) {
            assertEquals(0x6D6F6F66, clip.getInt(at + 4), "moof of segment " + index);
            at += clip.getInt(sidx + 40 + 12 * index);
        }
        assertEquals(response.body().length, at);
    }

    @Test
    void clip_byteRanges_arePartsOfTheWhole() throws Exception {
        HttpResponse<byte[]> whole = get("clip.mp4?" + range);
        byte[] all = whole.body();
        long[][] ranges = {
            {0, 0}, {10, 1_000_000}, {700_001, 700_001}, {all.length - 5, all.length - 1}
        };
        for (long[] one : ranges) {
            HttpResponse<byte[]> part = ranged("bytes=" + one[0] + "-" + one[1]);
            assertEquals(206, part.statusCode());
            assertEquals(
                    "bytes %d-%d/%d".formatted(one[0], one[1], all.length),
                    header(part, "content-range"));
            assertEquals(header(whole, "etag"), header(part, "etag"));
            assertArrayEquals(Arrays.copyOfRange(all, (int) one[0], (int) one[1] + 1), part.body());
        }
        assertArrayEquals(
                Arrays.copyOfRange(all, all.length - 9, all.length), ranged("bytes=-9").body());
        assertEquals(416, ranged("bytes=" + all.length + "-").statusCode());
        assertEquals(200, ranged("bytes=0-1,5-6").statusCode(), "several: all of it");
    }

    @Test
    void clip_thatCannotBe_isRefusedInWords() throws Exception {
        assertEquals(400, get("clip.mp4").statusCode());
        assertEquals(400, get("clip.mp4?start=-60").statusCode(), "without an end");
        assertEquals(400, get("clip.mp4?start=-9h&duration=2h").statusCode(), "too long");
        assertEquals(404, get("clip.mp4?start=-9h&duration=1m").statusCode(), "not kept");
    }

    private HttpResponse<byte[]> get(String file) throws IOException, InterruptedException {
        return client.send(request(file).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> ranged(String header) throws IOException, InterruptedException {
        return client.send(
                request("clip.mp4?" + range).header("Range", header).build(),
                BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String file) {
        return HttpRequest.newBuilder(URI.create(packager.root() + "/live/cam/" + file));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
