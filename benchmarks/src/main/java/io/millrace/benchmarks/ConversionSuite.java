package io.millrace.benchmarks;

import io.millrace.benchmarks.load.LoadPlan;
import io.millrace.benchmarks.load.LoadResult;
import io.millrace.testkit.Clip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a path costs that comes in over one protocol and goes out over another: several paths of the
 * reference clip with one reader each, the CPU time of the server without and with the readers,
 * divided by the number of paths. A reader over the protocol of its publisher is the comparison.
 */
final class ConversionSuite {
    private static final String PATH = "bench/convert-";
    private static final int PATHS = 6;
    private static final long SETTLE_MILLIS = 4_000;
    private static final long ALONE_MILLIS = 6_000;
    private static final int WARM_UP_SECONDS = 3;
    private static final List<Protocol> OUT =
            List.of(Protocol.RTSP_TCP, Protocol.RTMP, Protocol.HTTP_FLV, Protocol.HLS);

    private final Server server;
    private final Report report;
    private final int windowSeconds;

    ConversionSuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.windowSeconds = options.quick() ? 8 : 16;
    }

    void run() throws IOException, InterruptedException {
        report.table(
                "Conversion: %d paths of 2.5 Mbit/s, one reader each; per path".formatted(PATHS),
                "",
                "full",
                "in: cores",
                "out: cores",
                "out us/MB");
        for (Publication.Over in : Publication.Over.values()) {
            List<Publication> publications = new ArrayList<>();
            try {
                for (int number = 0; number < PATHS; number++) {
                    publications.add(
                            Publication.start(Clip.REFERENCE, server.ports(), PATH + number, in));
                }
                Thread.sleep(SETTLE_MILLIS);
                for (Protocol out : OUT) {
                    measure(in, out, coresAlone());
                }
            } finally {
                publications.forEach(Publication::close);
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

    private void measure(Publication.Over in, Protocol out, double aloneCores)
            throws IOException, InterruptedException {
        LoadPlan plan =
                new LoadPlan(
                        out,
                        server.port(out),
                        PATH + "#",
                        PATHS,
                        server.pid(),
                        WARM_UP_SECONDS,
                        windowSeconds);
        LoadResult result;
        try (LoadRun load = new LoadRun(plan)) {
            result = load.awaitResult();
        }
        double cores = result.serverCpuSeconds() / result.seconds() - aloneCores;
        double rate = Publication.bytesPerSecond(Clip.REFERENCE);
        report.row(
                "%s in, %s out".formatted(in.name().toLowerCase(Locale.ROOT), out.label()),
                result.fullReaders(out.fullShare(), rate) + "/" + PATHS,
                "%.4f".formatted(aloneCores / PATHS),
                "%.4f".formatted(cores / PATHS),
                result.totalBytes() == 0
                        ? "-"
                        : "%.0f".formatted(cores * result.seconds() * 1e12 / result.totalBytes()));
    }
}
