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
