package io.millrace.systemtests;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Starts ffmpeg as a publisher, and waits for what it publishes to appear. */
final class Publishers {
    private static final Duration APPEAR_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;

    private Publishers() {}

    /** What publishes, while it does. */
    interface Running {
        boolean isRunning();

        /** For people, when it does not. */
        String output();

        static Running of(ChildProcess program) {
            return new Running() {
                @Override
                public boolean isRunning() {
                    return program.isRunning();
                }

                @Override
                public String output() {
                    return program.output();
                }
            };
        }
    }

    /** How ffmpeg sends. */
    enum PublishProtocol {
        RTSP_TCP("rtsp", "-f rtsp -rtsp_transport tcp -strict experimental"),
        RTSP_UDP("rtsp", "-f rtsp -rtsp_transport udp"),
        /** AAC as RFC 6416 has it. */
        RTSP_LATM("rtsp", "-f rtsp -rtsp_transport tcp -rtpflags latm"),
        RTMP("rtmp", "-f flv"),
        SRT("srt-publish", "-f mpegts");

        private final String scheme;
        private final String options;

        PublishProtocol(String scheme, String options) {
            this.scheme = scheme;
            this.options = options;
        }

        String scheme() {
            return scheme;
        }
    }

    /** Publishes a clip once, in real time. */
    static ChildProcess publish(PublishProtocol protocol, Clip clip, String url)
            throws InterruptedException {
        return publish(protocol, clip.file(), url);
    }

    /** Likewise a file. */
    static ChildProcess publish(PublishProtocol protocol, Path file, String url) {
        return start(protocol, List.of("-i", file.toString()), url);
    }

    /** Likewise, with timestamps that begin there. */
    static ChildProcess publishFrom(
            PublishProtocol protocol, Path file, String url, String seconds) {
        return start(protocol, List.of("-i", file.toString(), "-output_ts_offset", seconds), url);
    }

    /** Publishes a clip again and again, in real time. */
    static ChildProcess publishLoop(PublishProtocol protocol, Clip clip, String url)
            throws InterruptedException {
        List<String> input = List.of("-stream_loop", "-1", "-i", clip.file().toString());
        return start(protocol, input, url);
    }

    /** Waits until the path can be read over RTSP. */
    static void awaitRtsp(int port, String path, ChildProcess publisher)
            throws InterruptedException {
        awaitRtsp(port, path, Running.of(publisher));
    }

    /** Likewise. */
    static void awaitRtsp(int port, String path, Running publisher) throws InterruptedException {
        await(path + " over RTSP", publisher, () -> describes(port, path));
    }

    /** Waits until a page or playlist is there. */
    static void awaitHttp(String url, ChildProcess publisher) throws InterruptedException {
        awaitHttp(url, Running.of(publisher));
    }

    /** Likewise. */
    static void awaitHttp(String url, Running publisher) throws InterruptedException {
        await(url, publisher, () -> isFound(url));
    }

    private static ChildProcess start(PublishProtocol protocol, List<String> input, String url) {
        List<String> arguments = new ArrayList<>(List.of("-re"));
        arguments.addAll(input);
        arguments.addAll(List.of("-c", "copy"));
        arguments.addAll(List.of(protocol.options.split(" ", -1)));
        arguments.add(url);
        return Ffmpeg.start("publisher " + protocol, arguments);
    }

    private static void await(String what, Running publisher, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + APPEAR_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (!publisher.isRunning() || System.nanoTime() > deadline) {
                throw new AssertionError(
                        what
                                + (publisher.isRunning()
                                        ? " not there in time"
                                        : ": publisher ended")
                                + "\n"
                                + publisher.output());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean describes(int port, String path) {
        try (RtspClient client = new RtspClient(port, path)) {
            String accept = "Accept: application/sdp\r\n";
            return client.request("DESCRIBE", client.url(), accept, "").status() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isFound(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(5_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return false;
        }
    }
}
