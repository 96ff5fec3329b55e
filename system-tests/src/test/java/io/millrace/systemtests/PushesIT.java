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
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes: to paths of the same server, unit for unit, and to a receiver that comes and goes. */
@RequiresFfmpeg
@Timeout(180)
class PushesIT {
    private static final String PATH = "pushed/a";
    private static final String KEY = "sec-ret-key";
    private static final int PICTURES = 60;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long POLL_MILLIS = 50;

    @TempDir private Path folder;

    private StandaloneDeployment start(ServerPorts ports, String pushes) throws Exception {
        String settings = "paths:\n  " + PATH + ":\n    pushes:\n" + pushes;
        Path file = Files.writeString(folder.resolve("millrace.yml"), ports.yaml() + settings);
        return StandaloneDeployment.configured(folder.resolve("data"), ports, file);
    }

    @Test
    void push_otherPaths_bringsEveryUnit() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        String pushes =
                "      - url: "
                        + ports.url("rtmp", "copy/rtmp")
                        + "\n"
                        + "      - url: "
                        + ports.url("srt-publish", "copy/srt")
                        + "\n"
                        + "      - url: "
                        + ports.url("rtsp", "copy/rtsp")
                        + "\n";
        try (StandaloneDeployment server = start(ports, pushes);
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", PATH))) {
            List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
            for (String copy : List.of("copy/rtmp", "copy/srt", "copy/rtsp")) {
                Publishers.awaitRtsp(ports.rtsp(), copy, publisher);
                try (FrameHashes reader = ReadProtocol.RTSP_TCP.read(server, copy)) {
                    List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
                    PublishedRun video = PublishedRun.find(published, read, true);
                    PublishedRun audio = PublishedRun.find(published, read, false);
                    assertTrue(video.maxDeviationMicros() <= 2_000, copy + " " + video);
                    assertTrue(audio.maxDeviationMicros() <= 2_000, copy + " " + audio);
                    assertEquals(video.offsetMicros(), audio.offsetMicros(), 40_000, copy);
                } catch (AssertionError wrong) {
                    System.out.println(server.output());
                    throw new AssertionError(copy, wrong);
                }
            }
        }
    }

    @Test
    void push_receiverKilledAndBack_isActiveAgainAndShowsNoKey() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        int port = new FreePorts().next();
        String url = "rtmp://127.0.0.1:" + port + "/live/" + KEY;
        String pushes = "      - {url: '" + url + "', retry: 1s}\n";
        try (StandaloneDeployment server = start(ports, pushes);
                ChildProcess publisher =
                        Publishers.publishLoop(
                                PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", PATH))) {
            Publishers.awaitRtsp(ports.rtsp(), PATH, publisher);
            await("first refusal", server, () -> logged(server, "reconnecting now") >= 1);
            Path first = folder.resolve("first.flv");
            try (ChildProcess receiver = receiver(url, first)) {
                await("first session", server, () -> logged(server, "is active") == 1);
                await("media", server, () -> size(first) > 50_000);
                receiver.kill();
            }
            long refusals = logged(server, "reconnecting now");
            await("the end", server, () -> logged(server, "reconnecting now") > refusals);
            Path second = folder.resolve("second.flv");
            try (ChildProcess _ = receiver(url, second)) {
                await("second session", server, () -> logged(server, "is active") == 2);
                await("media again", server, () -> size(second) > 50_000);
            }
            assertEquals(0, logged(server, KEY));
            assertFalse(server.output().contains(KEY));
        }
    }

    @Test
    void push_addedWhileRunning_failsAtItsLimitIsRetriedAndGoesWhenRemoved() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        String nobody = "rtmp://127.0.0.1:" + new FreePorts().next() + "/live/" + KEY;
        String copy = ports.url("rtmp", "copy/added");
        Path file = Files.writeString(folder.resolve("millrace.yml"), ports.yaml());
        try (StandaloneDeployment server =
                        StandaloneDeployment.configured(folder.resolve("data"), ports, file);
                ControlApi api = new ControlApi(ports.controlHttp());
                ChildProcess publisher =
                        Publishers.publishLoop(
                                PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", PATH))) {
            Publishers.awaitRtsp(ports.rtsp(), PATH, publisher);
            assertEquals(200, add(api, "{url: '" + nobody + "', limit: 5, retry: 1s}").status());
            assertEquals(200, add(api, "url: " + copy).status());
            assertEquals(400, add(api, "url: " + copy).status());
            assertEquals(400, add(api, "url: http://127.0.0.1/x").status());
            Publishers.awaitRtsp(ports.rtsp(), "copy/added", publisher);
            await("failed", server, () -> logged(server, "ended, failed now") == 1);
            assertEquals(4, logged(server, "ended, reconnecting now"));
            String hidden = nobody.replace(KEY, "***");
            await("failed in the list", server, () -> found(api, hidden, "failed").isPresent());
            String id = found(api, hidden, "failed").orElseThrow();
            assertEquals(400, api.post("/v1/pushes/remove/" + PATH, "url: rtmp://x/y").status());
            assertEquals(200, api.post("/v1/pushes/retry/" + PATH + "?id=" + id).status());
            await("failed again", server, () -> logged(server, "ended, failed now") == 2);
            assertEquals(200, api.post("/v1/pushes/remove/" + PATH, "url: " + id).status());
            assertEquals(200, api.post("/v1/pushes/remove/" + PATH, "url: " + copy).status());
            await("no push any more", server, () -> !pushes(api).contains(id));
            reloadsKeepWhatStays(server, file, api, publisher);
            assertEquals(0, logged(server, KEY));
            assertFalse(server.output().contains(KEY));
            assertFalse(api.get("/v1/config/get").contains(KEY));
        }
    }

    /** Only the push whose URL is another one is ended, and the new one begun. */
    private void reloadsKeepWhatStays(
            StandaloneDeployment server, Path file, ControlApi api, ChildProcess publisher)
            throws Exception {
        ServerPorts ports = server.ports();
        String kept = ports.url("rtsp", "copy/kept");
        Files.writeString(file, ports.yaml() + settings(kept, ports.url("rtsp", "copy/old")));
        Publishers.awaitRtsp(ports.rtsp(), "copy/old", publisher);
        await("kept", server, () -> found(api, kept, "active").isPresent());
        String since = connectedAt(api, kept);
        Files.writeString(file, ports.yaml() + settings(kept, ports.url("rtsp", "copy/new")));
        Publishers.awaitRtsp(ports.rtsp(), "copy/new", publisher);
        await("the end of one", server, () -> !pushes(api).contains("copy/old"));
        assertEquals(since, connectedAt(api, kept));
        Files.writeString(file, ports.yaml());
        await("the end of all", server, () -> !pushes(api).contains("copy/kept"));
    }

    private static String settings(String first, String second) {
        return "paths:\n  %s:\n    pushes:\n      - url: %s\n      - url: %s\n"
                .formatted(PATH, first, second);
    }

    private static String pushes(ControlApi api) {
        try {
            String list = api.get("/v1/pushes/list");
            assertFalse(list.contains(KEY), list);
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The id of the push that is shown so. */
    private static Optional<String> found(ControlApi api, String url, String status) {
        String item = "\"id\":\"([^\"]+)\",\"pod\":\"[^\"]*\",\"url\":\"";
        return Pattern.compile(item + Pattern.quote(url + "\",\"status\":\"" + status + "\""))
                .matcher(pushes(api))
                .results()
                .map(found -> found.group(1))
                .findFirst();
    }

    private static String connectedAt(ControlApi api, String url) {
        String item = Pattern.quote(url) + "\"[^}]*\"connected_at\":\"([^\"]+)\"";
        Matcher found = Pattern.compile(item).matcher(pushes(api));
        assertTrue(found.find(), url);
        return found.group(1);
    }

    private static ControlApi.Answer add(ControlApi api, String push) throws Exception {
        return api.post("/v1/pushes/add/" + PATH, push);
    }

    private static ChildProcess receiver(String url, Path file) {
        return Ffmpeg.start(
                "receiver",
                List.of(
                        "-y",
                        "-listen",
                        "1",
                        "-f",
                        "flv",
                        "-i",
                        url,
                        "-c",
                        "copy",
                        "-flush_packets",
                        "1",
                        "-f",
                        "flv",
                        file.toString()));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long logged(StandaloneDeployment server, String part) {
        try {
            return server.log().stream().filter(line -> line.contains(part)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, StandaloneDeployment server, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come\n" + server.output());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
