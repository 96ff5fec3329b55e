package io.millrace.benchmarks;

import io.millrace.testkit.Clip;
import io.millrace.testkit.client.H264Collector;
import io.millrace.testkit.client.H264Picture;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtpPacket;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** From the begin of a reader's connection to its first whole key picture, at random moments. */
final class FirstPictureSuite {
    private static final int FLV_HEADER_BYTES = 5;
    private static final int FLV_AVC_PICTURE = 1;

    private final Server server;
    private final Report report;
    private final int joins;
    private final Random random = new Random(1);

    FirstPictureSuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.joins = options.quick() ? 8 : 20;
    }

    void run() throws IOException, InterruptedException {
        report.table(
                "Connect to first decodable picture, ms", "", "mean", "p50", "p90", "max", "joins");
        for (Clip clip : List.of(Clip.REFERENCE, Clip.REFERENCE_LONG_GOP)) {
            int gopSeconds = clip.gopPictures() / 25;
            String path = "bench/first-picture-" + gopSeconds + "s";
            try (Publication _ = Publication.start(clip, server.ports(), path)) {
                Thread.sleep(1_000L * gopSeconds);
                measure("rtsp-tcp", gopSeconds, () -> joinRtsp(path));
                measure("rtmp", gopSeconds, () -> joinRtmp(path));
            }
        }
    }

    /** Connects, reads up to the first whole key picture, and leaves. */
    private interface Join {
        void run() throws IOException;
    }

    private void measure(String label, int gopSeconds, Join join)
            throws IOException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < joins; i++) {
            // Anywhere in a GOP, whatever the time of the join before.
            Thread.sleep(50 + random.nextInt(1_000 * gopSeconds));
            long begin = System.nanoTime();
            join.run();
            nanos.add(System.nanoTime() - begin);
        }
        Percentiles times = Percentiles.ofNanos(nanos);
        report.row(
                label + ", GOP " + gopSeconds + " s",
                "%.1f".formatted(times.mean()),
                "%.1f".formatted(times.at(0.5)),
                "%.1f".formatted(times.at(0.9)),
                "%.1f".formatted(times.max()),
                Integer.toString(times.count()));
    }

    private void joinRtsp(String path) throws IOException {
        H264Collector collector = new H264Collector();
        try (RtspClient client = new RtspClient(server.ports().rtsp(), path)) {
            client.play();
            while (true) {
                RtspClient.Block block = client.readBlock();
                if (block.channel() == 0) {
                    Optional<H264Picture> picture = collector.add(RtpPacket.parse(block.payload()));
                    if (picture.filter(H264Picture::isKey).isPresent()) {
                        return;
                    }
                }
            }
        }
    }

    private void joinRtmp(String path) throws IOException {
        try (RtmpClient client = new RtmpClient(server.ports().rtmp())) {
            client.play(path);
            while (true) {
                RtmpClient.Message message = client.read();
                byte[] tag = message.payload();
                if (message.type() == RtmpClient.VIDEO
                        && tag.length > FLV_HEADER_BYTES
                        && tag[1] == FLV_AVC_PICTURE
                        && H264Picture.ofLengthPrefixed(tag, FLV_HEADER_BYTES).isKey()) {
                    return;
                }
            }
        }
    }
}
