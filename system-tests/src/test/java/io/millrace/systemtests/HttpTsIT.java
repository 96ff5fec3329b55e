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
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /<path>/mpegts} promises beside the units, which the matrices compare. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpTsIT {
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MILLRACE_PATHS_SHORT_NAME", "~short/.*",
                    "MILLRACE_PATHS_SHORT_GRACE", "1s",
                    "MILLRACE_PATHS_NARROW_NAME", "~narrow/.*",
                    "MILLRACE_PATHS_NARROW_RING_SIZE", "1MiB");
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Pictures after the key picture at which the reader comes. */
    private static final int MIDWAY = 30;

    /** Of the fast publisher; far more than the ring and the sockets' buffers of one reader. */
    private static final int PICTURES = 1_000;

    private static final int PACKETS_BEFORE_STOP = 1_000;

    /** What the sockets held, and seconds of what comes after the jump. */
    private static final int PACKETS_AFTER_STOP = 45_000;

    private StandaloneDeployment deployment;
    @TempDir private Path folder;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data, ServerPorts.take(new FreePorts()), SETTINGS);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    private HttpTsReader open(String path) throws IOException {
        return new HttpTsReader(deployment.ports().http(), path);
    }

    private ChildProcess publish(Clip clip, String path) throws InterruptedException {
        ChildProcess publisher =
                Publishers.publish(PublishProtocol.RTMP, clip, deployment.publishUrl("rtmp", path));
        Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
        return publisher;
    }

    @Test
    void get_nothingPublished_isNotFound() throws Exception {
        try (HttpTsReader reader = open("no/such/path")) {
            assertTrue(reader.statusLine().contains(" 404 "), reader.statusLine());
        }
    }

    @Test
    void get_midwayInLongGop_beginsWithTablesAndTheLastKeyPicture() throws Exception {
        String path = "instant/long-gop";
        List<FrameHash> published = FrameHashes.ofFile(Clip.LONG_GOP.file());
        int gop = Clip.LONG_GOP.gopPictures();
        Path file = folder.resolve("joined.ts");
        try (ChildProcess _ = publish(Clip.LONG_GOP, path);
                FrameHashes witness = ReadProtocol.RTSP_TCP.read(deployment, path)) {
            int key = newest(published, witness.awaitVideo(MIDWAY, LIMIT)) / gop * gop;
            try (HttpTsReader reader = open(path)) {
                byte[] first = reader.packets(3);
                int newest = newest(published, witness.units());
                assertEquals(0, pid(first, 0));
                assertEquals(pmtPid(first), pid(first, 1));
                assertTrue(isRandomAccess(first, 2), "no entry point after the tables");
                assertTrue(newest < key + gop, "the next key picture came before: " + newest);
                Files.write(file, first);
                Files.write(file, reader.packets(500), StandardOpenOption.APPEND);
            }
            FrameHash begin =
                    FrameHashes.ofTransportStream(file).stream()
                            .filter(FrameHash::video)
                            .findFirst()
                            .orElseThrow();
            assertEquals(key, PublishedRun.find(published, List.of(begin), true).first());
        }
    }

    private static int newest(List<FrameHash> published, List<FrameHash> read) {
        PublishedRun run = PublishedRun.find(published, read, true);
        return run.first() + run.length() - 1;
    }

    private static int pid(byte[] packets, int index) {
        int at = index * HttpTsReader.PACKET_BYTES;
        assertEquals(0x47, packets[at]);
        return (packets[at + 1] & 0x1F) << 8 | (packets[at + 2] & 0xFF);
    }

    /** Of the only program of a PAT (ISO/IEC 13818-1 2.4.4.3) in the first packet. */
    private static int pmtPid(byte[] packets) {
        int program = 4 + 1 + 8;
        return (packets[program + 2] & 0x1F) << 8 | (packets[program + 3] & 0xFF);
    }

    private static boolean isRandomAccess(byte[] packets, int index) {
        int at = index * HttpTsReader.PACKET_BYTES;
        return (packets[at + 3] & 0x20) != 0 && (packets[at + 5] & 0x40) != 0;
    }

    @Test
    void get_publisherGoneForLongerThanTheGrace_answerEnds() throws Exception {
        String path = "short/camera";
        try (ChildProcess publisher = publish(Clip.PLAIN, path);
                HttpTsReader reader = open(path)) {
            assertEquals(10 * HttpTsReader.PACKET_BYTES, reader.packets(10).length);
            publisher.kill();
            byte[] rest = reader.packets(Integer.MAX_VALUE / HttpTsReader.PACKET_BYTES);
            assertEquals(0, rest.length % HttpTsReader.PACKET_BYTES);
        }
    }

    @Test
    void get_readerStopsAndGoesOn_jumpsToAKeyPictureAndOthersLoseNothing() throws Exception {
        String path = "narrow/camera";
        List<FrameHash> published = FrameHashes.ofFile(Clip.REFERENCE.file());
        Path file = folder.resolve("slow.ts");
        try (ChildProcess publisher = publishFast(path)) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (HttpTsReader slow = open(path);
                    FrameHashes fast = ReadProtocol.HTTP_TS.read(deployment, path)) {
                Files.write(file, slow.packets(PACKETS_BEFORE_STOP));
                List<Integer> read = places(published, fast.awaitVideo(PICTURES, LIMIT));
                assertEquals(List.of(), jumps(read, published));
                Files.write(file, slow.packets(PACKETS_AFTER_STOP), StandardOpenOption.APPEND);
            }
        }
        List<FrameHash> units = FrameHashes.ofTransportStream(file);
        List<Integer> read = places(published, units.subList(0, units.size() - 8));
        List<Integer> jumps = jumps(read, published);
        assertTrue(!jumps.isEmpty(), "the reader was never behind");
        for (int place : jumps) {
            assertEquals(0, place % Clip.REFERENCE.gopPictures(), "not a key picture");
        }
    }

    /** Four times as fast as it is to be shown. */
    private ChildProcess publishFast(String path) throws InterruptedException {
        return Ffmpeg.start(
                "fast publisher",
                List.of(
                        "-readrate",
                        "4",
                        "-stream_loop",
                        "-1",
                        "-i",
                        Clip.REFERENCE.file().toString(),
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        deployment.publishUrl("rtmp", path)));
    }

    /** Which pictures of the clip were read. */
    private static List<Integer> places(List<FrameHash> published, List<FrameHash> read) {
        return read.stream()
                .filter(FrameHash::video)
                .map(unit -> PublishedRun.find(published, List.of(unit), true).first())
                .toList();
    }

    /** Where reading went on elsewhere than with the next picture; the clip is a loop. */
    private static List<Integer> jumps(List<Integer> read, List<FrameHash> published) {
        int length = (int) published.stream().filter(FrameHash::video).count();
        return IntStream.range(1, read.size())
                .filter(i -> read.get(i) != (read.get(i - 1) + 1) % length)
                .mapToObj(read::get)
                .toList();
    }
}
