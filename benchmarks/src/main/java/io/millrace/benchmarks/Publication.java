package io.millrace.benchmarks;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.client.RtspClient;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A looped clip that ffmpeg publishes in real time. */
final class Publication implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;

    private final ChildProcess ffmpeg;

    private Publication(ChildProcess ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /** What it is published over. */
    enum Over {
        RTSP("rtsp", "-f rtsp -rtsp_transport tcp"),
        RTMP("rtmp", "-f flv"),
        SRT("srt-publish", "-f mpegts");

        private final String urlKind;
        private final String output;

        Over(String urlKind, String output) {
            this.urlKind = urlKind;
            this.output = output;
        }
    }

    /** Publishes over RTSP, and waits until the path can be read. */
    static Publication start(Clip clip, ServerPorts ports, String path)
            throws InterruptedException {
        return start(clip, ports, path, Over.RTSP);
    }

    static Publication start(Clip clip, ServerPorts ports, String path, Over over)
            throws InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-re",
                                "-stream_loop",
                                "-1",
                                "-i",
                                clip.file().toString(),
                                "-c",
                                "copy"));
        arguments.addAll(List.of(over.output.split(" ")));
        arguments.add(ports.url(over.urlKind, path));
        Publication publication = new Publication(Ffmpeg.start("publisher", arguments));
        publication.awaitReadable(ports.rtsp(), path);
        return publication;
    }

    /** Bytes of all units a second, without any protocol's overhead. */
    static double bytesPerSecond(Clip clip) throws InterruptedException {
        long bytes =
                Ffmpeg.probe(
                                LIMIT,
                                "-show_entries",
                                "packet=size",
                                "-of",
                                "csv=p=0",
                                clip.file().toString())
                        .stream()
                        .mapToLong(line -> Long.parseLong(line.replace(",", "").strip()))
                        .sum();
        return (double) bytes / clip.length().toSeconds();
    }

    @Override
    public void close() {
        ffmpeg.close();
    }

    private void awaitReadable(int rtspPort, String path) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isReadable(rtspPort, path)) {
            if (!ffmpeg.isRunning() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException(path + " cannot be read\n" + ffmpeg.output());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isReadable(int rtspPort, String path) {
        try (RtspClient client = new RtspClient(rtspPort, path)) {
            return client.request("DESCRIBE", client.url(), "Accept: application/sdp\r\n", "")
                            .status()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }
}
