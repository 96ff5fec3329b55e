package io.millrace.rtsp.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.MulticastSettings;
import io.millrace.rtsp.RtspServer;
import io.millrace.rtsp.RtspServerSettings;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.net.LoopbackOnly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg reads what the examples serve, unit for unit. */
@RequiresFfmpeg
@Timeout(180)
final class ExamplesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PICTURES = 40;

    private static RtspServerSettings anyPort() {
        return RtspServerSettings.standard().withAddress("127.0.0.1").withPorts(0, 0, 0);
    }

    private static List<String> pictures(List<FrameHash> units) {
        return units.stream().filter(FrameHash::video).map(FrameHash::md5).toList();
    }

    private static List<String> sounds(List<FrameHash> units) {
        return units.stream().filter(unit -> !unit.video()).map(FrameHash::md5).toList();
    }

    @Test
    void tsFile_servedOverRtsp_isReadUnitForUnit(@TempDir Path folder) throws Exception {
        assertServed(anyPort(), "tcp", folder);
    }

    @Test
    void tsFile_servedInHttp_isReadUnitForUnit(@TempDir Path folder) throws Exception {
        assertServed(anyPort(), "http", folder);
    }

    @Test
    void tsFile_servedByMulticast_isReadUnitForUnit(@TempDir Path folder) throws Exception {
        LoopbackOnly.require();
        MulticastSettings multicast = MulticastSettings.standard().withInterface("lo");
        assertServed(anyPort().withMulticast(multicast), "udp_multicast", folder);
    }

    private static void assertServed(RtspServerSettings settings, String transport, Path folder)
            throws Exception {
        Path file = folder.resolve("clip.ts");
        String clip = Clip.B_PICTURES.file().toString();
        Ffmpeg.run(LIMIT, "-t", "4", "-i", clip, "-c", "copy", "-f", "mpegts", file.toString());
        List<FrameHash> expected = FrameHashes.ofTransportStream(file);
        try (TsFileServer files = new TsFileServer(file);
                RtspServer server = files.start(settings);
                FrameHashes reader =
                        read("rtsp://127.0.0.1:" + server.port() + "/file", transport)) {
            List<FrameHash> got = reader.awaitVideo(PICTURES, LIMIT);
            int pictures = pictures(got).size();
            assertEquals(pictures(expected).subList(0, pictures), pictures(got));
            int sounds = sounds(got).size();
            assertTrue(sounds > 40, sounds + " audio units");
            assertEquals(sounds(expected).subList(0, sounds), sounds(got));
        }
    }

    @Test
    void relay_publisherOverTcp_isReadOverUdpUnitForUnit() throws Exception {
        List<String> clip = pictures(FrameHashes.ofFile(Clip.PLAIN.file()));
        RtspRelay relay = new RtspRelay();
        try (RtspServer server = relay.start(anyPort());
                ChildProcess publisher = publish(server)) {
            while (relay.streams().isEmpty()) {
                assertTrue(publisher.isRunning(), publisher::output);
                Thread.sleep(20);
            }
            String url = "rtsp://127.0.0.1:" + server.port() + "/live/clip";
            try (FrameHashes reader = read(url, "udp")) {
                List<String> got = pictures(reader.awaitVideo(PICTURES, LIMIT));
                int first = clip.indexOf(got.getFirst());
                assertEquals(clip.subList(first, first + PICTURES), got.subList(0, PICTURES));
            }
        }
    }

    private static ChildProcess publish(RtspServer server) throws InterruptedException {
        String url = "rtsp://127.0.0.1:" + server.port() + "/live/clip";
        return Ffmpeg.start(
                "publisher",
                List.of(
                        "-re",
                        "-i",
                        Clip.PLAIN.file().toString(),
                        "-c",
                        "copy",
                        "-f",
                        "rtsp",
                        "-rtsp_transport",
                        "tcp",
                        url));
    }

    private static FrameHashes read(String url, String transport) {
        return FrameHashes.read("reader", false, "-rtsp_transport", transport, "-i", url);
    }

    @Test
    void tone_servedOverRtsp_isATone(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tone.al");
        try (ToneServer tone = new ToneServer();
                RtspServer server = tone.start(anyPort())) {
            String url = "rtsp://127.0.0.1:" + server.port() + "/tone";
            Ffmpeg.run(
                    LIMIT,
                    "-rtsp_transport",
                    "tcp",
                    "-i",
                    url,
                    "-t",
                    "1",
                    "-c",
                    "copy",
                    "-f",
                    "alaw",
                    file.toString());
        }
        byte[] read = Files.readAllBytes(file);
        assertTrue(read.length >= 7_000, read.length + " samples");
        byte[] frame = ToneServer.frame();
        for (int i = 0; i < read.length; i++) {
            assertEquals(frame[i % frame.length], read[i], "sample " + i);
        }
    }
}
