package io.millrace.benchmarks;

import io.millrace.benchmarks.load.LoadPlan;
import io.millrace.benchmarks.load.LoadResult;
import io.millrace.testkit.Clip;
import java.io.IOException;

/**
 * What readers cost: CPU time of the server alone, less what it takes with the publisher alone, per
 * megabyte delivered to readers, and how many readers got the whole rate. The publisher alone is
 * measured anew before each row; the least counts, since the JVM still compiles now and then.
 */
final class FanoutSuite {
    private static final String PATH = "bench/fanout";
    private static final long ALONE_MILLIS = 6_000;
    private static final int WARM_UP_READERS = 100;
    private static final int WARM_UP_SECONDS = 8;

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
            warmUp();
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
                    aloneCores = Math.min(aloneCores, coresAlone());
                    measure(protocol, readers, rate, aloneCores);
                }
            }
        }
    }

    /** Lets the JVM compile what the measured windows will run: its threads would count there. */
    private void warmUp() throws InterruptedException {
        for (Protocol protocol : options.protocols()) {
            try (LoadRun load = new LoadRun(plan(protocol, WARM_UP_READERS, WARM_UP_SECONDS))) {
                load.awaitResult();
            }
        }
    }

    private double coresAlone() throws IOException, InterruptedException {
        double before = ProcessUsage.cpuSeconds(server.pid());
        long begin = System.nanoTime();
        Thread.sleep(ALONE_MILLIS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return (ProcessUsage.cpuSeconds(server.pid()) - before) / seconds;
    }

    private LoadPlan plan(Protocol protocol, int readers, int seconds) {
        return new LoadPlan(
                protocol,
                server.port(protocol),
                PATH,
                readers,
                server.pid(),
                warmUpSeconds,
                seconds);
    }

    private void measure(Protocol protocol, int readers, double rate, double aloneCores)
            throws IOException, InterruptedException {
        LoadResult result;
        try (LoadRun load = new LoadRun(plan(protocol, readers, windowSeconds))) {
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
