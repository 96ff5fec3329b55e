package io.millrace.benchmarks;

import io.millrace.benchmarks.load.LoadPlan;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * What the server adds: from the write of a stamped packet or picture on the publisher's socket to
 * the read that brings it to a reader, with that reader alone and with others beside it.
 */
final class LatencySuite {
    private static final int OTHERS = 200;
    private static final int READ_BYTES = 65_536;
    private static final int CONNECT_TRIES = 50;
    private static final long CONNECT_PAUSE_MILLIS = 200;
    private static final long WARM_UP_MILLIS = 3_000;

    private final Server server;
    private final Report report;
    private final int seconds;

    LatencySuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.seconds = options.quick() ? 8 : 20;
    }

    void run() throws IOException, InterruptedException {
        report.table(
                "Added latency, publish socket to read socket, ms",
                "",
                "p50",
                "p99",
                "max",
                "mean",
                "stamps");
        for (Protocol protocol : List.of(Protocol.RTSP_TCP, Protocol.RTMP)) {
            String path = "bench/latency-" + protocol.label();
            try (StampedPublisher _ = publisher(protocol, path);
                    SocketChannel reader = reader(protocol, path)) {
                measure(protocol.label() + " alone", reader);
                try (LoadRun others = new LoadRun(others(protocol, path))) {
                    others.awaitConnected();
                    measure(protocol.label() + " with " + OTHERS, reader);
                }
            }
        }
    }

    private StampedPublisher publisher(Protocol protocol, String path) throws IOException {
        return protocol == Protocol.RTMP
                ? StampedPublisher.rtmp(server.ports().rtmp(), path)
                : StampedPublisher.rtsp(server.ports().rtsp(), path);
    }

    /** More readers of the same path; they go on until they are ended. */
    private LoadPlan others(Protocol protocol, String path) {
        return new LoadPlan(
                protocol, server.port(protocol), path, OTHERS, server.pid(), 2 * seconds + 30, 1);
    }

    /** Tries again while the path is not there yet. */
    private SocketChannel reader(Protocol protocol, String path)
            throws IOException, InterruptedException {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < CONNECT_TRIES; attempt++) {
            try {
                return connect(protocol, path);
            } catch (IOException e) {
                last = e;
                Thread.sleep(CONNECT_PAUSE_MILLIS);
            }
        }
        throw last;
    }

    private SocketChannel connect(Protocol protocol, String path) throws IOException {
        if (protocol == Protocol.RTMP) {
            RtmpClient client = new RtmpClient(server.ports().rtmp());
            client.play(path);
            while (client.read().type() != RtmpClient.VIDEO) {
                // What comes before the pictures.
            }
            return client.channel();
        }
        RtspClient client = new RtspClient(server.ports().rtsp(), path);
        try {
            client.play();
            return client.channel();
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private void measure(String label, SocketChannel reader) throws IOException {
        Stamps stamps = new Stamps();
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        long begin = System.nanoTime() + WARM_UP_MILLIS * 1_000_000;
        long end = begin + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            buffer.clear();
            if (reader.read(buffer) < 0) {
                throw new ClosedChannelException();
            }
            stamps.read(buffer.array(), buffer.position(), System.nanoTime() > begin);
        }
        Percentiles delays = Percentiles.ofNanos(stamps.delaysNanos());
        report.row(
                label,
                "%.1f".formatted(delays.at(0.5)),
                "%.1f".formatted(delays.at(0.99)),
                "%.1f".formatted(delays.max()),
                "%.1f".formatted(delays.mean()),
                Integer.toString(delays.count()));
    }
}
