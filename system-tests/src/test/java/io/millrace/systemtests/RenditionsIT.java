package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.NormalForm;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two paths of one content behind one address, over HLS and DASH, changed while they are read. */
@RequiresFfmpeg
class RenditionsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PICTURES = 60;
    private static final String BOTH = "renditions: [abr/high, abr/low]";
    private static final String SETTINGS =
            """
            paths:
              abr/show: {%s}
            """
                    .formatted(BOTH);
    private static final Pattern DURATIONS = Pattern.compile("#EXTINF:([0-9.]+),");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void renditions_readTogetherAndChangedInPlace_areThePublishedOnes(@TempDir Path folder)
            throws Exception {
        Path low = low(folder);
        ServerPorts ports = ServerPorts.take(new FreePorts());
        Path file = Files.writeString(folder.resolve("millrace.yml"), ports.yaml() + SETTINGS);
        try (client;
                StandaloneDeployment _ =
                        StandaloneDeployment.configured(folder.resolve("data"), ports, file)) {
            String master = ports.url("hls", "abr/show");
            try (ChildProcess publisher = publishBoth(low, ports)) {
                Publishers.awaitHttp(ports.url("hls", "abr/high"), publisher);
                Publishers.awaitHttp(ports.url("hls", "abr/low"), publisher);
                assertAligned(ports);
                assertLadder(master, ports.url("dash", "abr/show"));
                for (String url : List.of(master, ports.url("dash", "abr/show"))) {
                    assertPublished(low, url);
                }
                changeInPlace(file, ports, master);
            }
            measuresAnew(ports, master);
        }
    }

    /** The same content in less quality, with the same key pictures. */
    private static Path low(Path folder) throws InterruptedException {
        Path file = folder.resolve("low.mp4");
        Ffmpeg.run(
                LIMIT,
                ("-y -i " + Clip.PLAIN.file())
                        .concat(" -t 60 -an -vf scale=320:180 -c:v libx264 -preset ultrafast -g 25")
                        .concat(" -keyint_min 25 -sc_threshold 0 -bf 0 -b:v 200k " + file)
                        .split(" ", -1));
        return file;
    }

    private static ChildProcess publishBoth(Path low, ServerPorts ports)
            throws InterruptedException {
        return Ffmpeg.start(
                "publisher of both",
                List.of(
                        "-re",
                        "-i",
                        Clip.PLAIN.file().toString(),
                        "-re",
                        "-i",
                        low.toString(),
                        "-map",
                        "0",
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        ports.url("rtmp", "abr/high"),
                        "-map",
                        "1",
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        ports.url("rtmp", "abr/low")));
    }

    private String get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    private static long count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1L;
    }

    /** Segments of one number have one length. */
    private void assertAligned(ServerPorts ports) throws Exception {
        String high = get(ports.url("page", "abr/high") + "/track-0.m3u8");
        String lower = get(ports.url("page", "abr/low") + "/track-0.m3u8");
        List<String> lengths = durations(high);
        List<String> others = durations(lower);
        int both = Math.min(lengths.size(), others.size());
        assertTrue(both > 0, high);
        assertEquals(lengths.subList(0, both), others.subList(0, both));
    }

    private static List<String> durations(String playlist) {
        assertTrue(playlist.contains("#EXT-X-MEDIA-SEQUENCE:0\n"), playlist);
        return DURATIONS.matcher(playlist).results().map(found -> found.group(1)).toList();
    }

    private void assertLadder(String master, String manifest) throws Exception {
        String playlist = get(master);
        assertEquals(2, count(playlist, "#EXT-X-STREAM-INF:"), playlist);
        assertEquals(1, count(playlist, "#EXT-X-MEDIA:TYPE=AUDIO"), playlist);
        assertTrue(playlist.contains("RESOLUTION=640x360"), playlist);
        assertTrue(playlist.contains("RESOLUTION=320x180"), playlist);
        String mpd = get(manifest);
        assertEquals(1, count(mpd, "contentType=\"video\""), mpd);
        assertEquals(1, count(mpd, "contentType=\"audio\""), mpd);
        assertEquals(3, count(mpd, "<Representation "), mpd);
    }

    /** ffmpeg reads both videos and the audio at once. */
    private static void assertPublished(Path low, String url) throws Exception {
        List<String> lines =
                Ffmpeg.run(
                        LIMIT,
                        ("-i " + url + " -map 0:v:0 -map 0:v:1 -map 0:a:0 -c copy -bsf:v ")
                                .concat(NormalForm.H264 + " -frames:v " + PICTURES)
                                .concat(" -f framehash -hash md5 -")
                                .split(" ", -1));
        assertRun(lines, "0,", FrameHashes.ofFile(Clip.PLAIN.file()), true);
        assertRun(lines, "1,", hashes(low), true);
        assertRun(lines, "2,", FrameHashes.ofFile(Clip.PLAIN.file()), false);
    }

    private static List<FrameHash> hashes(Path file) throws InterruptedException {
        return FrameHashes.ofFile(file, NormalForm.ofVideo(NormalForm.H264).withoutAudio());
    }

    private static void assertRun(
            List<String> lines, String stream, List<FrameHash> published, boolean video) {
        List<String> all =
                published.stream()
                        .filter(unit -> unit.video() == video)
                        .map(FrameHash::md5)
                        .toList();
        List<String> read =
                lines.stream()
                        .filter(line -> line.startsWith(stream))
                        .map(line -> line.split(", *", -1)[5])
                        .toList();
        assertTrue(read.size() >= PICTURES, stream + read.size());
        int first = Collections.indexOfSubList(all, read);
        assertTrue(first >= 0, () -> "stream " + stream + " is not a run of what was published");
    }

    /** A ladder of one, and of two again; who reads the lower one reads on. */
    private void changeInPlace(Path file, ServerPorts ports, String master) throws Exception {
        try (FrameHashes reader =
                FrameHashes.read(
                        "reader of the lower one",
                        NormalForm.ofVideo(NormalForm.H264).withoutAudio(),
                        "-i",
                        ports.url("hls", "abr/low"))) {
            reader.awaitVideo(1, LIMIT);
            String text = ports.yaml() + SETTINGS;
            Files.writeString(file, text.replace(BOTH, "renditions: [abr/high]"));
            awaitMaster(master, playlist -> count(playlist, "#EXT-X-STREAM-INF:") == 1);
            Files.writeString(file, text);
            awaitMaster(master, playlist -> count(playlist, "#EXT-X-STREAM-INF:") == 2);
            int before = reader.units().size();
            List<FrameHash> read = reader.awaitVideo(before + PICTURES, LIMIT);
            PublishedRun.find(hashes(file.resolveSibling("low.mp4")), read, true);
        }
    }

    private void awaitMaster(String master, Predicate<String> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String text = get(master);
        while (!condition.test(text)) {
            assertTrue(System.nanoTime() < deadline, text);
            Thread.sleep(100);
            text = get(master);
        }
    }

    /** Another quality under the same name is told as soon as it has a segment. */
    private void measuresAnew(ServerPorts ports, String master) throws Exception {
        try (ChildProcess _ =
                Publishers.publish(
                        PublishProtocol.RTMP, Clip.REFERENCE, ports.url("rtmp", "abr/low"))) {
            awaitMaster(master, playlist -> playlist.contains("RESOLUTION=1280x720"));
        }
    }
}
