package io.millrace.rtmp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.rtmp.FlvFile;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg as the server that we publish to, and play from. */
@RequiresFfmpeg
@Timeout(240)
final class FfmpegPeerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RtmpClient client = new RtmpClient();
    private @TempDir Path folder;

    @AfterEach
    void stop() {
        client.close();
    }

    private Path clip() throws Exception {
        Path file = folder.resolve("clip.flv");
        Ffmpeg.run(
                LIMIT,
                "-t",
                "4",
                "-i",
                Clip.B_PICTURES.file().toString(),
                "-c",
                "copy",
                file.toString());
        return file;
    }

    /** ffmpeg needs a moment until it listens. */
    private <T> T untilItListens(Callable<T> connecting) throws Exception {
        long giveUp = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return connecting.call();
            } catch (ExecutionException e) {
                RtmpException problem = assertInstanceOf(RtmpException.class, e.getCause());
                if (problem.kind() != RtmpException.Kind.CONNECT || System.nanoTime() > giveUp) {
                    throw problem;
                }
                Thread.sleep(20);
            }
        }
    }

    @Test
    void publish_toFfmpeg_arrivesUnitForUnit() throws Exception {
        FlvFile source = FlvFile.read(clip());
        Path recorded = folder.resolve("recorded.flv");
        String url = "rtmp://127.0.0.1:" + new FreePorts().next() + "/live/cam";
        List<String> arguments =
                List.of("-listen", "1", "-i", url, "-c", "copy", recorded.toString());
        try (ChildProcess ffmpeg = Ffmpeg.start("listener", arguments)) {
            Published listener = new Published();
            RtmpPublication publication =
                    untilItListens(() ->
                            client.publish(RtmpRequest.of(url), listener)
                                    .toCompletableFuture()
                                    .get(20, TimeUnit.SECONDS));
            publication.describe(source.tracks());
            for (Unit unit : source.units()) {
                publication.write(unit);
            }
            publication.close();
            assertEquals(0, ffmpeg.awaitExit(LIMIT), ffmpeg.output());
        }
        FlvFile got = FlvFile.read(recorded);
        assertEquals(source.tracks(), got.tracks());
        for (int track : List.of(FlvDemuxer.VIDEO_TRACK, FlvDemuxer.AUDIO_TRACK)) {
            assertEquals(hashes(source.units(track)), hashes(got.units(track)));
        }
    }

    @Test
    void play_fromFfmpeg_arrivesUnitForUnit() throws Exception {
        Path file = clip();
        FlvFile source = FlvFile.read(file);
        String url = "rtmp://127.0.0.1:" + new FreePorts().next() + "/live/cam";
        List<String> arguments =
                List.of(
                        "-re",
                        "-i",
                        file.toString(),
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        "-listen",
                        "1",
                        url);
        Played sink = new Played();
        try (ChildProcess ffmpeg = Ffmpeg.start("listener", arguments)) {
            untilItListens(() ->
                    client.play(RtmpRequest.of(url), sink)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS));
            sink.end.get(60, TimeUnit.SECONDS);
            assertTrue(!ffmpeg.isRunning() || ffmpeg.awaitExit(LIMIT) >= 0);
        }
        assertEquals(source.tracks(), List.copyOf(sink.tracks).getLast());
        List<Unit> got = List.copyOf(sink.units);
        for (int track : List.of(FlvDemuxer.VIDEO_TRACK, FlvDemuxer.AUDIO_TRACK)) {
            List<Unit> ofTrack = got.stream().filter(unit -> unit.track() == track).toList();
            assertEquals(hashes(source.units(track)), hashes(ofTrack));
        }
    }

    private static List<String> hashes(List<Unit> units) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        return units.stream()
                .map(unit ->
                        unit.ptsTicks()
                                + " "
                                + HexFormat.of().formatHex(sha256.digest(unit.payload())))
                .toList();
    }
}
