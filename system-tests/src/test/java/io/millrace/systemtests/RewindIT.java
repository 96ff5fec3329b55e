package io.millrace.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg reads what was published a while ago: over HLS and DASH, and as one file. */
@RequiresFfmpeg
class RewindIT {
    private static final String PATH = "rewind/cam";
    private static final int RANGE_SECONDS = 5;
    private static final int PICTURES_A_SECOND = 25;
    private static final int AUDIO_UNITS_A_SECOND = 46;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A segment that the range begins in, one that it ends in, and a picture. */
    private static final int MORE_PICTURES = 4 * PICTURES_A_SECOND + 1;

    private static final int UNREAD_PICTURES = 5;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void range_ofALivePath_isPlayedAndDownloadedAsItWasPublished(@TempDir Path data)
            throws Exception {
        List<FrameHash> published = FrameHashes.ofFile(Clip.B_PICTURES.file());
        try (client;
                StandaloneDeployment deployment = StandaloneDeployment.start(data);
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.RTMP,
                                Clip.B_PICTURES,
                                deployment.publishUrl("rtmp", PATH))) {
            String folder = deployment.ports().url("page", PATH) + "/";
            Publishers.awaitHttp(folder + "index.m3u8", publisher);
            Instant start = Instant.now();
            String range = "?start=" + start + "&duration=" + RANGE_SECONDS;
            awaitOver(folder + "manifest.mpd" + range);

            List<FrameHash> clip = read("clip", folder + "clip.mp4" + range);
            assertRun(published, clip);
            assertStreams(deployment.ports(), published, start);
            for (String name : List.of("index.m3u8", "manifest.mpd")) {
                List<FrameHash> recording = read(name, folder + name + range);
                assertRun(published, recording);
                assertBegins(video(clip), video(recording));
            }
            assertRanges(folder + "clip.mp4" + range);
            for (String name : List.of("index.m3u8", "manifest.mpd")) {
                assertGrowing(published, folder + name + "?start=" + start);
            }
        } catch (AssertionError failure) {
            System.out.println(failure.getMessage());
            throw failure;
        }
    }

    /** A range is over when its last segment is. */
    private void awaitOver(String manifest) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!new String(get(manifest, "").body(), UTF_8).contains("type=\"static\"")) {
            assertTrue(System.nanoTime() < deadline, "the range does not end");
            Thread.sleep(500);
        }
    }

    private HttpResponse<byte[]> get(String url, String range)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private void assertRanges(String clip) throws Exception {
        byte[] all = get(clip, "").body();
        int middle = all.length / 2;
        HttpResponse<byte[]> part = get(clip, "bytes=" + middle + "-" + (middle + 99_999));
        assertEquals(206, part.statusCode());
        assertArrayEquals(Arrays.copyOfRange(all, middle, middle + 100_000), part.body());
    }

    /** The same range by the protocols that have no segments: all at once, each to its end. */
    private static void assertStreams(ServerPorts ports, List<FrameHash> published, Instant start)
            throws Exception {
        String length = "&duration=" + RANGE_SECONDS;
        String unix = "?startunix=" + start.getEpochSecond() + length;
        String srt = "srt://127.0.0.1:" + ports.srt();
        String id = "read:" + PATH + "?start=" + start + length;
        List<FrameHashes> readers = new ArrayList<>();
        try {
            String rtsp = ports.url("rtsp", PATH) + "?start=" + start + length;
            readers.add(FrameHashes.read("RTSP", false, "-rtsp_transport", "tcp", "-i", rtsp));
            String rtmp = ports.url("rtmp", PATH) + unix;
            readers.add(FrameHashes.read("RTMP", false, "-rtmp_live", "live", "-i", rtmp));
            readers.add(
                    FrameHashes.read("SRT", true, "-srt_streamid", id, "-f", "mpegts", "-i", srt));
            String stream = ports.url("mpegts", PATH) + unix;
            readers.add(FrameHashes.read("HTTP-TS", true, "-f", "mpegts", "-i", stream));
            for (FrameHashes reader : readers) {
                reader.process().awaitExit(LIMIT);
                assertStream(published, reader);
            }
        } finally {
            readers.forEach(FrameHashes::close);
        }
    }

    private static void assertStream(List<FrameHash> published, FrameHashes reader) {
        String output = reader.process().output();
        PublishedRun video = PublishedRun.find(published, reader.units(), true);
        assertEquals(0, video.first() % Clip.B_PICTURES.gopPictures(), output);
        int range = RANGE_SECONDS * PICTURES_A_SECOND;
        assertTrue(video.length() > range - UNREAD_PICTURES, video + output);
        assertTrue(video.length() <= range + 2 * PICTURES_A_SECOND, video + output);
    }

    private static void assertGrowing(List<FrameHash> published, String url) throws Exception {
        try (FrameHashes hashes = FrameHashes.read("growing", true, "-i", url)) {
            List<FrameHash> read = hashes.awaitVideo(2 * PICTURES_A_SECOND, LIMIT);
            PublishedRun video = PublishedRun.find(published, read, true);
            assertEquals(0, video.first() % Clip.B_PICTURES.gopPictures(), url);
        }
    }

    private static List<FrameHash> read(String name, String url) throws InterruptedException {
        try (FrameHashes hashes = FrameHashes.read(name, true, "-i", url)) {
            assertEquals(0, hashes.process().awaitExit(LIMIT), hashes.process().output());
            return hashes.units();
        }
    }

    /** Of DASH, ffmpeg leaves out the pictures behind the last audio. */
    private static void assertBegins(List<String> all, List<String> read) {
        assertTrue(read.size() > all.size() - UNREAD_PICTURES, all.size() + ", " + read.size());
        assertEquals(all.subList(0, read.size()), read);
    }

    private static List<String> video(List<FrameHash> units) {
        return units.stream().filter(FrameHash::video).map(FrameHash::md5).toList();
    }

    private static void assertRun(List<FrameHash> published, List<FrameHash> read) {
        PublishedRun video = PublishedRun.find(published, read, true);
        PublishedRun audio = PublishedRun.find(published, read, false);
        assertTrue(video.length() >= RANGE_SECONDS * PICTURES_A_SECOND, video::toString);
        assertTrue(
                video.length() <= RANGE_SECONDS * PICTURES_A_SECOND + MORE_PICTURES,
                video::toString);
        assertTrue(audio.length() >= RANGE_SECONDS * AUDIO_UNITS_A_SECOND, audio::toString);
        assertEquals(0, video.first() % Clip.B_PICTURES.gopPictures(), "begins with a key picture");
        assertTrue(video.maxDeviationMicros() < 1_001, video::toString);
    }
}
