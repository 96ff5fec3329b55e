package io.millrace.benchmarks;

import io.millrace.benchmarks.load.LoadPlan;
import io.millrace.benchmarks.load.LoadResult;
import io.millrace.testkit.Clip;
import java.io.IOException;

/**
 * What readers cost: CPU time of the server alone, less what it takes with the publisher alone, per
 * megabyte delivered to readers, and how many readers got the whole rate.
 */
final class FanoutSuite {
    private static final String PATH = "bench/fanout";

    private final Server server;
    private final Options options;
    private final Report report;
    private final int warmUpSeconds;
    private final int windowSeconds;

    FanoutSuite(Server server, Options options, Report report) {
        this.server = server;
        this.options = options;
        this.report = report;
        this.warmUpSeconds = options.quick() ? 3 : 5;
        // One round of the clip, so that its bytes are known; half of it where time is short.
        this.windowSeconds = (int) Clip.REFERENCE.length().toSeconds() / (options.quick() ? 2 : 1);
    }

    void run() throws IOException, InterruptedException {
        double rate = Publication.bytesPerSecond(Clip.REFERENCE);
        try (Publication _ = Publication.start(Clip.REFERENCE, server.ports(), PATH)) {
            Thread.sleep(1_000L * warmUpSeconds);
            double aloneCores = coresAlone();
            report.table("Publisher alone (broker included)", "", "Mbit/s", "cores", "RSS MB");
            report.row(
                    "one path",
                    "%.2f".formatted(rate * 8 / 1e6),
                    "%.3f".formatted(aloneCores),
                    "%.0f".formatted(ProcessUsage.residentMegabytes(server.pid())));
            report.table(
                    "Readers of one 2.5 Mbit/s path (server CPU beyond the publisher's)",
                    "",
                    "full",
                    "stalled",
                    "Mbit/s",
                    "cores",
                    "CPU us/MB",
                    "RSS MB",
                    "load cores");
            for (Protocol protocol : options.protocols()) {
                for (int readers : options.readers()) {
                    measure(protocol, readers, rate, aloneCores);
                }
            }
        }
    }

    private double coresAlone() throws IOException, InterruptedException {
        double before = ProcessUsage.cpuSeconds(server.pid());
        long begin = System.nanoTime();
        Thread.sleep(1_000L * windowSeconds);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return (ProcessUsage.cpuSeconds(server.pid()) - before) / seconds;
    }

    private void measure(Protocol protocol, int readers, double rate, double aloneCores)
            throws IOException, InterruptedException {
        LoadPlan plan =
                new LoadPlan(
                        protocol,
                        server.port(protocol),
                        PATH,
                        readers,
                        server.pid(),
                        warmUpSeconds,
                        windowSeconds);
        LoadResult result;
        try (LoadRun load = new LoadRun(plan)) {
            result = load.awaitResult();
        }
        double seconds = result.seconds();
        double cpuSeconds = result.serverCpuSeconds() - aloneCores * seconds;
        report.row(
                protocol.label() + " " + readers,
                result.fullReaders(protocol.fullShare(), rate) + "/" + readers,
                Integer.toString(result.stalled()),
                "%.0f".formatted(result.totalBytes() * 8 / seconds / 1e6),
                "%.3f".formatted(cpuSeconds / seconds),
                result.totalBytes() == 0
                        ? "-"
                        : "%.0f".formatted(cpuSeconds * 1e12 / result.totalBytes()),
                "%.0f".formatted(ProcessUsage.residentMegabytes(server.pid())),
                "%.2f".formatted(result.ownCpuSeconds() / seconds));
    }
}
