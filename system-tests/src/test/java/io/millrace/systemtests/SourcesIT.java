package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.millrace.testkit.client.RtspClient;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Paths whose streams are pulled: over every protocol, and from one source after another. */
@RequiresFfmpeg
@Timeout(180)
class SourcesIT {
    private static final String SETTINGS =
            """
            path-defaults: {segment-duration: 1s, source-retry: 1s}
            paths:
              pull/rtsp-udp: {source: 'rtsp://reader:hush4711@127.0.0.1:RTSP/up', source-transport: udp}
              pull/rtsp-tcp: {source: 'rtsp://127.0.0.1:RTSP/up', source-transport: tcp}
              pull/rtsp-http: {source: 'rtsp://127.0.0.1:RTSP/up', source-transport: http}
              pull/rtsp-websocket: {source: 'rtsp://127.0.0.1:RTSP/up', source-transport: websocket}
              pull/rtsps: {source: 'rtsps://127.0.0.1:RTSPS/up', source-fingerprint: FINGERPRINT}
              pull/rtmps: {source: 'rtmps://127.0.0.1:RTMPS/up', source-fingerprint: FINGERPRINT}
              pull/rtmp: {source: 'rtmp://127.0.0.1:RTMP/up'}
              pull/srt: {source: 'srt://127.0.0.1:SRT?streamid=read:up'}
              pull/mpegts: {source: 'http://127.0.0.1:HTTP/up/mpegts'}
              pull/flv: {source: 'http://127.0.0.1:HTTP/up/flv'}
              pull/hls: {source: 'http://127.0.0.1:HTTP/up/ts.m3u8'}
              pull/hls-mp4: {source: 'http://127.0.0.1:HTTP/up/index.m3u8'}
              secret: {source: 'file:CLIP', hls-encryption: aes-128}
              pull/hls-aes: {source: 'http://127.0.0.1:HTTP/secret/index.m3u8'}
              pull/file: {source: 'file:CLIP'}
              demand: {source: 'file:CLIP', source-on-demand: yes, source-close-after: 1s, grace: 2s}
              demand-hls: {source: 'file:CLIP', source-on-demand: yes}
              demand-program: {run-on-demand: 'FFMPEG -re -stream_loop -1 -i CLIP -c copy -f rtsp
                               rtsp://127.0.0.1:$MILLRACE_RTSP_PORT/$MILLRACE_PATH'}
              dead: {source: 'rtsp://127.0.0.1:1/none', source-on-demand: yes,
                     source-start-timeout: 1s}
              two: {source: ['rtsp://127.0.0.1:RTSP/first', 'rtsp://127.0.0.1:RTSP/second'],
                    source-return-after: 2s}
              moved: {redirect: ['rtsp://127.0.0.1:RTSP/up', 'rtmp://127.0.0.1:RTMP/up',
                                 'http://127.0.0.1:HTTP/up']}
              pull/moved-rtsp: {source: 'rtsp://127.0.0.1:RTSP/moved'}
              pull/moved-rtmp: {source: 'rtmp://127.0.0.1:RTMP/moved'}
              pull/moved-mpegts: {source: 'http://127.0.0.1:HTTP/moved/mpegts'}
              pull/moved-hls: {source: 'http://127.0.0.1:HTTP/moved/ts.m3u8'}
              pull/sdp: {source: 'sdp:FOLDER/rtp.sdp'}
              pull/exec: {source: 'exec:FOLDER/rpicam-vid'}
              pull/camera: {source: 'rpi-camera:0?program=FOLDER/rpicam-vid&fps=25'}
              empty: {fallback: 'file:CLIP', grace: 2s}
              empty-too: {fallback: /pull/file, grace: 2s}
            """;
    private static final List<String> PULLS =
            List.of(
                    "rtsp-udp",
                    "rtsp-tcp",
                    "rtsp-http",
                    "rtsp-websocket",
                    "rtsps",
                    "rtmps",
                    "rtmp",
                    "srt",
                    "mpegts",
                    "flv",
                    "hls",
                    "hls-mp4",
                    "hls-aes",
                    "file",
                    "sdp",
                    "exec",
                    "camera",
                    "moved-rtsp",
                    "moved-rtmp",
                    "moved-mpegts",
                    "moved-hls");

    private static final String SDP =
            """
            v=0\r
            o=- 0 0 IN IP4 0\r
            s=-\r
            t=0 0\r
            m=audio 0 RTP/AVP 0\r
            a=control:0\r
            """;

    @TempDir private Path folder;
    private final SourceSenders senders = new SourceSenders();

    private String settings(ServerPorts ports) throws Exception {
        TlsFiles tls = TlsFiles.make(folder);
        FreePorts free = new FreePorts();
        int rtsps = free.next();
        int rtmps = free.next();
        String encryption =
                "tls: {certificate: '%s', key: '%s', rtsps: yes, rtsps-port: %d, rtmps: yes, rtmps-port: %d}\n"
                        .formatted(tls.certificate(), tls.key(), rtsps, rtmps);
        return (encryption + SETTINGS + senders.settings())
                .replace("RTSPS/", rtsps + "/")
                .replace("RTMPS/", rtmps + "/")
                .replace("FINGERPRINT", tls.fingerprint())
                .replace("FFMPEG", String.join(" ", Ffmpeg.words(List.of())))
                .replace("RTSP/", ports.rtsp() + "/")
                .replace("RTMP/", ports.rtmp() + "/")
                .replace("SRT?", ports.srt() + "?")
                .replace("HTTP/", ports.http() + "/")
                .replace("FOLDER", folder.toString())
                .replace("CLIP", Clip.PLAIN.file().toString());
    }

    /** Stands in for a camera's own program: writes H.264 and nothing else. */
    private void writeProgram() throws IOException, InterruptedException {
        String line =
                Ffmpeg.words(
                                List.of(
                                        "-re",
                                        "-stream_loop",
                                        "-1",
                                        "-i",
                                        Clip.PLAIN.file().toString(),
                                        "-an",
                                        "-c",
                                        "copy",
                                        "-f",
                                        "h264",
                                        "-"))
                        .stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "));
        Path program = folder.resolve("rpicam-vid");
        Files.writeString(program, "#!/bin/sh\nexec " + line + "\n");
        assertTrue(program.toFile().setExecutable(true));
    }

    private StandaloneDeployment start() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        Path file = Files.writeString(folder.resolve("m.yml"), ports.yaml() + settings(ports));
        return StandaloneDeployment.configured(folder.resolve("data"), ports, file);
    }

    private static ChildProcess publish(StandaloneDeployment server, String path)
            throws InterruptedException {
        return Publishers.publishLoop(
                PublishProtocol.RTSP_TCP, Clip.PLAIN, server.publishUrl("rtsp", path));
    }

    @Test
    void sources_everyProtocol_areReadableAndNobodyElseMayPublishThem() throws Exception {
        writeProgram();
        try (StandaloneDeployment server = start();
                SourceSenders _ = senders.start(folder.resolve("rtp.sdp"));
                ChildProcess upstream = publish(server, "up")) {
            try {
                List<String> pulls = new ArrayList<>(PULLS);
                pulls.addAll(SourceSenders.names());
                for (String pull : pulls) {
                    Publishers.awaitRtsp(server.rtspReadPort(), "pull/" + pull, upstream);
                }
                awaitLog(server, "path=pull/hls-mp4 HLS is read by parts", "", 1);
                assertSame("pull/hls-mp4", server);
                assertTrue(
                        Ffmpeg.probe(
                                        Duration.ofSeconds(30),
                                        "-show_entries",
                                        "stream=codec_name",
                                        "-of",
                                        "csv",
                                        "rtsp://127.0.0.1:" + server.rtspReadPort() + "/moved")
                                .toString()
                                .contains("h264"));
                try (RtspClient client = new RtspClient(server.rtspReadPort(), "pull/file")) {
                    client.publish(SDP);
                    throw new AssertionError("somebody else may publish");
                } catch (IOException refused) {
                    assertTrue(String.valueOf(refused.getMessage()).length() > 3);
                }
                assertFalse(
                        String.join("\n", server.log()).contains("hush4711"),
                        "a password is logged");
            } catch (AssertionError failed) {
                throw new AssertionError(server.output(), failed);
            }
        }
    }

    /** Every picture of the clip, one after the other, bit for bit. */
    private static void assertSame(String path, StandaloneDeployment server) throws Exception {
        String url = "rtsp://127.0.0.1:" + server.rtspReadPort() + "/" + path;
        try (FrameHashes read =
                FrameHashes.read("reader", false, "-rtsp_transport", "tcp", "-i", url)) {
            List<FrameHash> units = read.awaitVideo(60, Duration.ofSeconds(40));
            List<FrameHash> clip = new ArrayList<>(FrameHashes.ofFile(Clip.PLAIN.file()));
            PublishedRun.find(clip, beforeTheSeam(clip, units), true);
        }
    }

    /** The clip begins anew after its end. */
    private static List<FrameHash> beforeTheSeam(List<FrameHash> clip, List<FrameHash> units) {
        String first =
                clip.stream()
                        .filter(FrameHash::video)
                        .map(FrameHash::md5)
                        .findFirst()
                        .orElseThrow();
        List<FrameHash> pictures = units.stream().filter(FrameHash::video).toList();
        int seam = pictures.stream().map(FrameHash::md5).toList().lastIndexOf(first);
        return seam > pictures.size() / 2
                ? pictures.subList(0, seam)
                : pictures.subList(Math.max(seam, 0), pictures.size());
    }

    /** With B pictures, and so that no reader sees a time twice, or an earlier one. */
    @Test
    void sources_firstIsGone_theNextGoesOnAndTheFirstComesBack() throws Exception {
        try (StandaloneDeployment server = start();
                ChildProcess second = publishReordered(server, "second")) {
            List<OnwardReader> readers = new ArrayList<>();
            try (ChildProcess first = publishReordered(server, "first")) {
                Publishers.awaitRtsp(server.rtspReadPort(), "two", first);
                readers.add(OnwardReader.rtsp(server.rtspReadPort(), "two"));
                readers.add(OnwardReader.rtmp(server.ports().rtmp(), "two"));
                awaitLog(server, "path=two source rtsp://127.0.0.1:", "/first: running", 1);
                awaitKeys(readers);
            }
            awaitLog(server, "path=two", "/second: running", 1);
            awaitKeys(readers);
            try (ChildProcess again = publishReordered(server, "first")) {
                awaitLog(server, "path=two", "/first: running", 2);
                assertTrue(again.isRunning());
                awaitKeys(readers);
                for (OnwardReader reader : readers) {
                    reader.assertOnward();
                    reader.close();
                }
            }
            assertTrue(second.isRunning());
        }
    }

    private static ChildProcess publishReordered(StandaloneDeployment server, String path)
            throws InterruptedException {
        return Publishers.publishLoop(
                PublishProtocol.RTSP_TCP, Clip.B_PICTURES, server.publishUrl("rtsp", path));
    }

    private static void awaitKeys(List<OnwardReader> readers) throws InterruptedException {
        for (OnwardReader reader : readers) {
            reader.awaitKeys(3);
        }
    }

    /** As a player that tries again does. */
    private static byte[] get(HttpClient client, URI uri) throws IOException, InterruptedException {
        int status = 0;
        for (int attempt = 0; attempt < 4; attempt++) {
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            status = answer.statusCode();
            if (status == 200) {
                return answer.body();
            }
        }
        throw new AssertionError(uri + " is answered " + status);
    }

    @Test
    void sources_onDemand_runOnlyWhileSomebodyReads() throws Exception {
        try (StandaloneDeployment server = start();
                ControlApi api = new ControlApi(server.ports().controlHttp())) {
            assertFalse(api.jobs("sources", "running").containsKey("demand"));
            assertEquals(200, describe(server, "demand").status());
            RtspClient.Response dead = describe(server, "dead");
            assertEquals(404, dead.status());
            assertTrue(
                    (dead.reason() + dead.body()).contains("source of path 'dead' has timed out"),
                    dead.toString());
            awaitJobs(api, jobs -> !jobs.containsKey("demand"));
            assertEquals(200, describe(server, "demand").status());
            assertFalse(api.jobs("sources", "running").containsKey("demand-hls"));
            for (String path : List.of("demand-hls", "demand-program")) {
                try (HttpClient client = HttpClient.newHttpClient()) {
                    URI playlist = URI.create(server.readUrl("hls", path));
                    String text = new String(get(client, playlist), StandardCharsets.UTF_8);
                    assertTrue(text.contains("#EXT-X-STREAM-INF"), text);
                }
            }
        }
    }

    @Test
    void fallback_nobodyPublishes_isShownUntilSomebodyDoes() throws Exception {
        try (StandaloneDeployment server = start();
                ControlApi api = new ControlApi(server.ports().controlHttp())) {
            assertEquals(200, describe(server, "empty").status());
            assertEquals(200, describe(server, "empty-too").status());
            try (ChildProcess publisher = publish(server, "empty")) {
                awaitLog(server, "path=empty ends its fallback", "the path was taken by ", 1);
                assertTrue(publisher.isRunning());
            }
            assertEquals(200, describe(server, "empty").status());
            awaitJobs(api, jobs -> !jobs.containsKey("empty") && !jobs.containsKey("empty-too"));
        }
    }

    private static RtspClient.Response describe(StandaloneDeployment server, String path)
            throws IOException {
        try (RtspClient client = new RtspClient(server.rtspReadPort(), path)) {
            return client.request("DESCRIBE", client.url(), "Accept: application/sdp\r\n", "");
        }
    }

    private static void awaitJobs(ControlApi api, Predicate<Map<String, String>> condition)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Map<String, String> jobs = api.jobs("sources", "running");
        while (!condition.test(jobs)) {
            if (System.nanoTime() - begin > 40_000_000_000L) {
                throw new AssertionError("sources that run: " + jobs);
            }
            Thread.sleep(50);
            jobs = api.jobs("sources", "running");
        }
    }

    private static void awaitLog(StandaloneDeployment server, String start, String end, int times)
            throws Exception {
        long deadline = System.nanoTime() + 40_000_000_000L;
        long found = 0;
        while (found < times && System.nanoTime() < deadline) {
            found =
                    server.log().stream()
                            .filter(line -> line.contains(start) && line.contains(end))
                            .count();
            Thread.sleep(100);
        }
        long enough = found;
        assertTrue(enough >= times, () -> start + " … " + end + "\n" + server.output());
    }
}
