package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.PublishedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** One publication, read over every protocol at once, unit for unit. */
final class ProtocolMatrix {
    private static final int PICTURES = 100;
    private static final Duration READ_LIMIT = Duration.ofSeconds(40);
    private static final double MAX_AUDIO_OFFSET_MICROS = 40_000;

    /**
     * ffmpeg's RTSP publisher writes the time at which it sends a report next to the timestamp of
     * what it sent last: each track is as wrong as the process was late just then.
     */
    private static final double MAX_REPORTED_AUDIO_OFFSET_MICROS = 200_000;

    /** RTMP counts in milliseconds, on the way in and on the way out. */
    private static final double MAX_DEVIATION_MICROS = 2_000;

    private final Deployment deployment;
    private final Set<ReadProtocol> reads;

    ProtocolMatrix(Deployment deployment) {
        this(deployment, EnumSet.allOf(ReadProtocol.class));
    }

    /** With some protocols only. */
    ProtocolMatrix(Deployment deployment, Set<ReadProtocol> reads) {
        this.deployment = deployment;
        this.reads = EnumSet.copyOf(reads);
    }

    void check(PublishProtocol publish, Clip clip) throws InterruptedException {
        String path = "matrix/%s-%s".formatted(publish, clip);
        String url = deployment.publishUrl(publish.scheme(), path);
        try (ChildProcess publisher = Publishers.publish(publish, clip, url)) {
            check(publish.toString(), clip, path, publisher);
        }
    }

    /** Likewise, of a publisher that runs already. */
    void check(String publish, Clip clip, String path, ChildProcess publisher)
            throws InterruptedException {
        check(publish, clip, path, Publishers.Running.of(publisher));
    }

    /** Likewise. */
    void check(String publish, Clip clip, String path, Publishers.Running publisher)
            throws InterruptedException {
        List<FrameHash> published = FrameHashes.ofFile(clip.file());
        Map<ReadProtocol, FrameHashes> readers = new EnumMap<>(ReadProtocol.class);
        try {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            for (ReadProtocol read : reads) {
                if (read.isPlaylist()) {
                    Publishers.awaitHttp(read.url(deployment, path), publisher);
                }
                readers.put(read, read.read(deployment, path));
            }
            List<Executable> checks = new ArrayList<>();
            readers.forEach((read, reader) ->
                    checks.add(() ->
                            checkUnits(
                                    published,
                                    reader.awaitVideo(PICTURES, READ_LIMIT),
                                    publish.startsWith("RTSP")
                                            ? MAX_REPORTED_AUDIO_OFFSET_MICROS
                                            : MAX_AUDIO_OFFSET_MICROS,
                                    publish + " to " + read + " of " + clip)));
            assertAll(checks);
        } catch (AssertionError e) {
            System.out.println(deployment.output());
            throw e;
        } finally {
            readers.values().forEach(FrameHashes::close);
        }
    }

    private static void checkUnits(
            List<FrameHash> published,
            List<FrameHash> read,
            double maxAudioOffsetMicros,
            String combination) {
        PublishedRun video = find(published, read, true, combination);
        PublishedRun audio = find(published, read, false, combination);
        assertTrue(video.maxDeviationMicros() <= MAX_DEVIATION_MICROS, combination + " " + video);
        assertTrue(audio.maxDeviationMicros() <= MAX_DEVIATION_MICROS, combination + " " + audio);
        assertEquals(
                video.offsetMicros(),
                audio.offsetMicros(),
                maxAudioOffsetMicros,
                combination + ": audio and video apart");
        assertMonotonic(read.stream().filter(FrameHash::video), combination);
        assertMonotonic(read.stream().filter(unit -> !unit.video()), combination);
    }

    private static PublishedRun find(
            List<FrameHash> published, List<FrameHash> read, boolean video, String combination) {
        try {
            return PublishedRun.find(published, read, video);
        } catch (AssertionError e) {
            throw new AssertionError(combination + ": " + e.getMessage(), e);
        }
    }

    private static void assertMonotonic(Stream<FrameHash> units, String combination) {
        List<FrameHash> inOrder = units.toList();
        for (int i = 1; i < inOrder.size(); i++) {
            FrameHash before = inOrder.get(i - 1);
            FrameHash unit = inOrder.get(i);
            assertTrue(
                    unit.dtsTicks() > before.dtsTicks(),
                    combination + ": " + unit + " after " + before);
        }
    }
}
