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
import java.util.Map;
import java.util.function.BooleanSupplier;
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
                ControlApi api = new ControlApi(ports.controlHttp())) {
            PushApi list = new PushApi(api);
            String shown = url.replace(KEY, "***");
            await("waiting", server, () -> list.find(shown, "starting").isPresent());
            try (ChildProcess publisher =
                    Publishers.publishLoop(
                            PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", PATH))) {
                Publishers.awaitRtsp(ports.rtsp(), PATH, publisher);
                await("refusal", server, () -> list.find(shown, "reconnecting").isPresent());
                Path first = folder.resolve("first.flv");
                try (ChildProcess receiver = receiver(url, first)) {
                    await("session", server, () -> list.find(shown, "active").isPresent());
                    await("media", server, () -> size(first) > 50_000);
                    receiver.kill();
                }
                await("the end", server, () -> list.find(shown, "reconnecting").isPresent());
                Path second = folder.resolve("second.flv");
                try (ChildProcess _ = receiver(url, second)) {
                    await("session again", server, () -> list.find(shown, "active").isPresent());
                    await("media again", server, () -> size(second) > 50_000);
                }
            }
            assertEquals(2, logged(server, "is active"));
            assertEquals(0, logged(server, KEY));
            assertFalse(server.output().contains(KEY));
        }
    }

    @Test
    void push_addedWhileRunning_failsAtItsLimitIsRetriedAndGoesWhenRemoved() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        int nowhere = new FreePorts().next();
        String nobody = "rtmp://127.0.0.1:" + nowhere + "/live/" + KEY;
        String copy = ports.url("rtmp", "copy/added");
        Path file = Files.writeString(folder.resolve("millrace.yml"), settings(ports));
        try (StandaloneDeployment server =
                        StandaloneDeployment.configured(folder.resolve("data"), ports, file);
                ControlApi api = new ControlApi(ports.controlHttp());
                ChildProcess publisher =
                        Publishers.publishLoop(
                                PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", PATH))) {
            PushApi pushes = new PushApi(api);
            Publishers.awaitRtsp(ports.rtsp(), PATH, publisher);
            assertEquals(200, pushes.add(PATH, "{url: '" + nobody + "', limit: 5, retry: 1s}"));
            assertEquals(200, pushes.add(PATH, "url: " + copy));
            assertEquals(400, pushes.add(PATH, "url: " + copy));
            assertEquals(400, pushes.add(PATH, "url: http://127.0.0.1/x"));
            Publishers.awaitRtsp(ports.rtsp(), "copy/added", publisher);
            await("failed", server, () -> logged(server, "ended, failed now") == 1);
            assertEquals(4, logged(server, "ended, reconnecting now"));
            String hidden = nobody.replace(KEY, "***");
            await("failed in the list", server, () -> pushes.find(hidden, "failed").isPresent());
            String id = pushes.find(hidden, "failed").orElseThrow();
            assertEquals(400, pushes.remove(PATH, "rtmp://x/y"));
            assertEquals(200, pushes.retry(PATH, id));
            await("failed again", server, () -> logged(server, "ended, failed now") == 2);
            secretsAreNowhere(server, api, nowhere);
            assertEquals(200, pushes.remove(PATH, id));
            assertEquals(200, pushes.remove(PATH, copy));
            await("no push any more", server, () -> !pushes.list().contains(id));
            reloadsKeepWhatStays(server, file, pushes, publisher);
        }
    }

    /** Whatever a URL has of them, and also where it cannot be used. */
    private void secretsAreNowhere(StandaloneDeployment server, ControlApi api, int nowhere)
            throws Exception {
        PushApi pushes = new PushApi(api);
        String login = "rtsp://user:" + KEY + "@127.0.0.1:" + server.ports().rtsp() + "/copy/login";
        String srt = "srt://127.0.0.1:" + nowhere + "?passphrase=" + KEY + "&streamid=a/" + KEY;
        String query = "rtsp://user:" + KEY + "@127.0.0.1:" + nowhere + "/a?token=" + KEY;
        assertEquals(200, pushes.add(PATH, "url: " + login));
        assertEquals(200, pushes.add(PATH, "{url: '" + srt + "', timeout: 1s, limit: 1}"));
        assertEquals(200, pushes.add(PATH, "{url: '" + query + "', limit: 1}"));
        for (String unusable :
                List.of(
                        "url: rtmpx://a/app/" + KEY,
                        "url: rtmp://a:99999/app/" + KEY,
                        "url: srt://a?passphrase=" + KEY,
                        "url: " + KEY,
                        "{url: 'rtmp://a/app/" + KEY)) {
            ControlApi.Answer answer = api.post("/v1/pushes/add/" + PATH, unusable);
            assertEquals(400, answer.status());
            assertFalse(answer.body().contains(KEY), answer.body());
        }
        String shown = login.replaceFirst("user:.*@", "");
        await("rtsp", server, () -> pushes.find(shown, "active").isPresent());
        await("two failed", server, () -> logged(server, "ended, failed now") == 4);
        await("programs", server, () -> size(folder.resolve("environment")) > 0);
        Map<String, String> texts =
                new ShownTexts(server, api, folder.resolve("environment")).all();
        texts.forEach((where, text) -> assertFalse(text.contains(KEY), where + ": " + text));
        assertTrue(texts.getOrDefault("push list", "").contains(shown), texts::toString);
        assertTrue(texts.getOrDefault("topic of events", "").contains("copy/login"));
        for (String url : List.of(login, srt, query)) {
            assertEquals(200, pushes.remove(PATH, "'" + url + "'"));
        }
    }

    /** Only the push whose URL is another one is ended, and the new one begun. */
    private static void reloadsKeepWhatStays(
            StandaloneDeployment server, Path file, PushApi pushes, ChildProcess publisher)
            throws Exception {
        ServerPorts ports = server.ports();
        String kept = ports.url("rtsp", "copy/kept");
        String old = ports.url("rtsp", "copy/old");
        Files.writeString(file, ports.yaml() + both(kept, old));
        Publishers.awaitRtsp(ports.rtsp(), "copy/old", publisher);
        await("kept", server, () -> pushes.find(kept, "active").isPresent());
        String since = pushes.connectedAt(kept);
        Files.writeString(file, ports.yaml() + both(kept, ports.url("rtsp", "copy/new")));
        Publishers.awaitRtsp(ports.rtsp(), "copy/new", publisher);
        await("the end of one", server, () -> !pushes.list().contains("copy/old"));
        assertEquals(since, pushes.connectedAt(kept));
        Files.writeString(file, ports.yaml());
        await("the end of all", server, () -> !pushes.list().contains("copy/kept"));
    }

    private static String both(String first, String second) {
        return "paths:\n  %s:\n    pushes:\n      - url: %s\n      - url: %s\n"
                .formatted(PATH, first, second);
    }

    /** With programs that tell their environment, and the topic of events. */
    private String settings(ServerPorts ports) {
        return ports.yaml()
                + """
                hooks:
                  topic: yes
                  run-on-connect: /bin/sh -c 'printenv >> DIR/environment'
                path-defaults:
                  run-on-publish: /bin/sh -c 'printenv >> DIR/environment'
                """
                        .replace("DIR", folder.toString());
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
