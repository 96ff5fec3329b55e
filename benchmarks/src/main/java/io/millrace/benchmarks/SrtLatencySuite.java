package io.millrace.benchmarks;

import io.millrace.benchmarks.load.SrtPlan;
import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * What the server adds on the way to an SRT reader beyond the latency that the two agreed on: from
 * the write of a stamped RTP packet on the publisher's socket to the delivery of its bytes.
 */
final class SrtLatencySuite {
    private static final String PATH = "bench/latency-srt";
    private static final int OTHERS = 100;
    private static final int LATENCY_MILLIS = 200;
    private static final int CONNECT_TRIES = 50;
    private static final long CONNECT_PAUSE_MILLIS = 200;
    private static final long WARM_UP_MILLIS = 3_000;

    private final Server server;
    private final Report report;
    private final int seconds;

    SrtLatencySuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.seconds = options.quick() ? 8 : 20;
    }

    void run() throws IOException, InterruptedException {
        report.table(
                "Latency over SRT beyond the agreed one, publish socket to delivery, ms",
                "",
                "p50",
                "p99",
                "max",
                "mean",
                "stamps");
        try (StampedPublisher _ = StampedPublisher.rtsp(server.ports().rtsp(), PATH);
                SrtClient client = new SrtClient()) {
            StampReader reader = new StampReader();
            connect(client, reader);
            measure("SRT alone", reader);
            SrtPlan others =
                    new SrtPlan(
                            List.of(server.ports().srt()),
                            "read:" + PATH,
                            "",
                            OTHERS,
                            List.of(server.pid()),
                            2 * seconds + 30,
                            1);
            try (LoadRun load = new LoadRun(others)) {
                load.awaitConnected();
                measure("SRT with " + OTHERS, reader);
            }
        }
    }

    /** Reads stamps; all on the connection's event loop but the change of window. */
    private static final class StampReader implements SrtConnectionHandler {
        private final TsPayload payload = new TsPayload();
        private Stamps stamps = new Stamps();
        private boolean counts;

        synchronized void begin() {
            stamps = new Stamps();
            counts = true;
        }

        synchronized List<Long> end() {
            counts = false;
            return stamps.delaysNanos();
        }

        @Override
        public void onConnected(SrtConnection connection) {}

        @Override
        public synchronized void onMessage(SrtConnection connection, ByteBuf message) {
            byte[] video = payload.video(ByteBufUtil.getBytes(message));
            message.release();
            stamps.read(video, video.length, counts);
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {}
    }

    /** Tries again while the path is not there yet. */
    private void connect(SrtClient client, StampReader reader)
            throws IOException, InterruptedException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.ports().srt());
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < CONNECT_TRIES; attempt++) {
            try {
                client.connect(
                                SrtClient.Target.of(address, "read:" + PATH),
                                SrtSettings.DEFAULT.withLatencyMillis(LATENCY_MILLIS),
                                reader)
                        .toCompletableFuture()
                        .get();
                return;
            } catch (ExecutionException e) {
                last = new IOException("no SRT reader", e.getCause());
                Thread.sleep(CONNECT_PAUSE_MILLIS);
            }
        }
        throw last;
    }

    private void measure(String label, StampReader reader) throws InterruptedException {
        Thread.sleep(WARM_UP_MILLIS);
        reader.begin();
        Thread.sleep(1_000L * seconds);
        long agreedNanos = LATENCY_MILLIS * 1_000_000L;
        Percentiles delays =
                Percentiles.ofNanos(
                        reader.end().stream().map(delay -> delay - agreedNanos).toList());
        report.row(
                label,
                "%.1f".formatted(delays.at(0.5)),
                "%.1f".formatted(delays.at(0.99)),
                "%.1f".formatted(delays.max()),
                "%.1f".formatted(delays.mean()),
                Integer.toString(delays.count()));
    }
}
