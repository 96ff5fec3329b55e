package io.millrace.benchmarks;

import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What a path costs: CPU, memory, files and threads of the server with 10, 100 and 500 quiet
 * publishers, how long a new one waits until it may send, and a reader of one until its first
 * packet. Bounded: about two minutes on an idle machine.
 */
final class PathsSuite {
    private static final List<Integer> COUNTS = List.of(10, 100, 500);
    private static final int JOINS = 10;

    private final Server server;
    private final Report report;
    private final long settleMillis;
    private final long windowMillis;

    PathsSuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.settleMillis = options.quick() ? 4_000 : 8_000;
        this.windowMillis = options.quick() ? 8_000 : 15_000;
    }

    void run() throws IOException, InterruptedException {
        report.table(
                "Paths of 64 kbit/s (5 records a second), broker included",
                "",
                "cores",
                "RSS MB",
                "files",
                "threads",
                "start p50 ms",
                "start max ms",
                "first pkt ms",
                "ended");
        row("none", cores(), new double[0], 0, 0);
        try (QuietPublishers publishers = new QuietPublishers(server.ports().rtsp())) {
            for (int count : COUNTS) {
                int before = publishers.count();
                double[] starts = publishers.growTo(count);
                Thread.sleep(settleMillis);
                double cores = cores();
                row(count + " paths", cores, starts, firstPacket(before), publishers.ended());
            }
        }
    }

    private void row(String name, double cores, double[] starts, double join, int ended)
            throws IOException {
        double[] sorted = Arrays.stream(starts).sorted().toArray();
        report.row(
                name,
                "%.3f".formatted(cores),
                "%.0f".formatted(ProcessUsage.residentMegabytes(server.pid())),
                Integer.toString(ProcessUsage.openFiles(server.pid())),
                Integer.toString(ProcessUsage.threads(server.pid())),
                sorted.length == 0 ? "-" : "%.0f".formatted(sorted[sorted.length / 2]),
                sorted.length == 0 ? "-" : "%.0f".formatted(sorted[sorted.length - 1]),
                sorted.length == 0 ? "-" : "%.0f".formatted(join),
                Integer.toString(ended));
    }

    private double cores() throws IOException, InterruptedException {
        double before = ProcessUsage.cpuSeconds(server.pid());
        long begin = System.nanoTime();
        Thread.sleep(windowMillis);
        return (ProcessUsage.cpuSeconds(server.pid()) - before)
                / ((System.nanoTime() - begin) / 1e9);
    }

    /** Mean over paths that nobody has read yet, from connecting to the first packet. */
    private double firstPacket(int firstPath) throws IOException {
        double millis = 0;
        for (int number = 0; number < JOINS; number++) {
            long begin = System.nanoTime();
            String path = QuietPublishers.path(firstPath + number);
            try (RtspClient reader = new RtspClient(server.ports().rtsp(), path)) {
                reader.play();
                reader.readBlock();
            }
            millis += (System.nanoTime() - begin) / 1e6;
        }
        return millis / JOINS;
    }
}
