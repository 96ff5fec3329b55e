package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.InstalledProgram;
import io.millrace.testkit.NormalForm;
import io.millrace.testkit.PublishedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GStreamer as publisher over RTMP, and as reader over RTMP and RTSP, of H.264 and AAC. */
final class GstPeer {
    private static final InstalledProgram LAUNCH = new InstalledProgram("gst-launch-1.0");
    private static final InstalledProgram INSPECT = new InstalledProgram("gst-inspect-1.0");
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long POLL_MILLIS = 50;

    /** Some four seconds of a clip. */
    private static final int READ_BYTES = 450_000;

    private static final int PICTURES = 40;
    private static final int CUT_UNITS = 8;

    private GstPeer() {}

    /** Why it cannot run on this machine, in one line; empty if it can. */
    static Optional<String> problem(String... elements) throws InterruptedException {
        Optional<String> missing = LAUNCH.problem().or(INSPECT::problem);
        for (String element : elements) {
            if (missing.isEmpty() && !exists(element)) {
                missing = Optional.of("skipped: GStreamer has no " + element);
            }
        }
        return missing;
    }

    private static boolean exists(String element) throws InterruptedException {
        try (ChildProcess inspect =
                ChildProcess.start("gst-inspect", INSPECT.command("--exists", element), Map.of())) {
            return inspect.awaitExit(LIMIT) == 0;
        }
    }

    private static ChildProcess launch(String name, String pipeline) {
        List<String> command = LAUNCH.command("-q");
        command.addAll(List.of(pipeline.strip().split("\\s+", -1)));
        return ChildProcess.start(name, command, Map.of());
    }

    /** Publishes a file over RTMP, in real time. */
    static ChildProcess publishRtmp(Path file, String url) {
        return launch(
                "GStreamer publisher",
                """
                filesrc location=%s ! qtdemux name=in
                in.video_0 ! queue ! h264parse ! out.video
                in.audio_0 ! queue ! aacparse ! out.audio
                flvmux name=out streamable=true ! rtmp2sink sync=true location=%s
                """
                        .formatted(file, url));
    }

    static ChildProcess readRtmp(String url, Path file) {
        return launch(
                "GStreamer RTMP reader",
                """
                rtmp2src location=%s ! flvdemux name=in
                in.video ! queue ! h264parse config-interval=-1 ! out.
                in.audio ! queue ! aacparse ! out.
                mpegtsmux name=out ! filesink buffer-mode=unbuffered location=%s
                """
                        .formatted(url, file));
    }

    /** Reads over RTSP in TCP: pictures into a file, as Annex B; audio is taken and forgotten. */
    static ChildProcess readRtsp(String url, Path file) {
        return launch(
                "GStreamer RTSP reader",
                """
                rtspsrc location=%s protocols=tcp latency=2000 name=in
                in. ! application/x-rtp,media=video ! rtph264depay ! h264parse
                ! video/x-h264,stream-format=byte-stream,alignment=au
                ! filesink buffer-mode=unbuffered location=%s
                in. ! application/x-rtp,media=audio ! rtpmp4gdepay ! aacparse ! fakesink sync=false
                """
                        .formatted(url, file));
    }

    /** Waits for a few seconds of what a reader writes. */
    static void awaitRead(Path file, ChildProcess reader) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file) || Files.size(file) < READ_BYTES) {
            assertTrue(
                    reader.isRunning() && System.nanoTime() < deadline,
                    () -> "not enough was read\n" + reader.output());
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** What was read are units of the clip, one after the other; the last may be cut. */
    static void assertRead(List<FrameHash> published, Path file) throws InterruptedException {
        List<FrameHash> all = FrameHashes.ofTransportStream(file);
        List<FrameHash> units = new ArrayList<>(all.subList(0, all.size() - CUT_UNITS));
        assertTrue(PublishedRun.find(published, units, true).length() >= PICTURES);
        PublishedRun.find(published, units, false);
    }

    /** What was read are pictures of the clip, one after the other; the last may be cut. */
    static void assertPicturesRead(List<FrameHash> published, Path file)
            throws InterruptedException {
        List<FrameHash> all = pictures(file);
        List<FrameHash> whole = all.subList(0, Math.max(0, all.size() - 1));
        PublishedRun run = PublishedRun.find(published, whole, true);
        assertTrue(run.length() >= PICTURES, run::toString);
    }

    private static List<FrameHash> pictures(Path file) throws InterruptedException {
        return FrameHashes.ofFile(file, NormalForm.ofVideo(NormalForm.H264).withoutAudio());
    }
}
