package io.millrace.benchmarks;

import io.millrace.benchmarks.load.HlsLoadPlan;
import io.millrace.benchmarks.load.HlsLoadPlan.Kind;
import io.millrace.benchmarks.load.HlsLoadResult;
import io.millrace.testkit.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What HLS requests cost: viewers that ask for the next as soon as they have their answer, so that
 * server and load generator share the cores; playlists that are held until the next segment is
 * there; and what a path costs that is watched no more. CPU is all that the server takes, the
 * publisher's part included.
 */
final class HlsSuite {
    private static final String PATH = "bench/hls";
    private static final List<Integer> VIEWERS = List.of(200, 1_000);
    private static final int HELD = 10_000;
    private static final long IDLE_MILLIS = 50_000;
    private static final long ALONE_MILLIS = 8_000;

    /** Files and sockets that a process may have besides those of viewers. */
    private static final int OTHER_HANDLES = 500;

    private final Server server;
    private final Report report;
    private final int windowSeconds;

    HlsSuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.windowSeconds = options.quick() ? 6 : 15;
    }

    void run() throws IOException, InterruptedException {
        try (Publication _ = Publication.start(Clip.REFERENCE, server.ports(), PATH)) {
            double before = coresAlone();
            measure(Kind.PLAYLIST, VIEWERS.getFirst());
            report.table(
                    "HLS requests of one 2.5 Mbit/s path",
                    "",
                    "requests/s",
                    "failed",
                    "MB/s",
                    "CPU us/request",
                    "CPU us/MB",
                    "server cores",
                    "load cores");
            for (Kind kind : List.of(Kind.PLAYLIST, Kind.PART, Kind.SEGMENT)) {
                for (int viewers : VIEWERS) {
                    report(kind, viewers);
                }
            }
            blocking();
            Thread.sleep(IDLE_MILLIS);
            report.table("A path that nobody watches over HLS", "", "server cores");
            report.row("before any viewer", "%.3f".formatted(before));
            report.row("50 s after the last", "%.3f".formatted(coresAlone()));
        }
    }

    private void report(Kind kind, int viewers) throws InterruptedException {
        HlsLoadResult result = measure(kind, viewers);
        double megabytes = result.bytes() / 1e6;
        double cpuMicros = result.serverCpuSeconds() * 1e6;
        report.row(
                kind.name().toLowerCase(Locale.ROOT) + " " + viewers,
                "%.0f".formatted(result.requests() / result.seconds()),
                Long.toString(result.failures()),
                "%.1f".formatted(megabytes / result.seconds()),
                "%.0f".formatted(cpuMicros / Math.max(1, result.requests())),
                megabytes == 0 ? "-" : "%.0f".formatted(cpuMicros / megabytes),
                "%.2f".formatted(result.serverCpuSeconds() / result.seconds()),
                "%.2f".formatted(result.ownCpuSeconds() / result.seconds()));
    }

    private void blocking() throws IOException, InterruptedException {
        int viewers = (int) Math.min(HELD, mostHandles() - OTHER_HANDLES);
        report.table(
                "Playlists held until the next segment",
                "",
                "connected",
                "held at once",
                "answers/s",
                "failed",
                "server cores",
                "RSS peak MB",
                "handles allowed");
        HlsLoadResult result = measure(Kind.BLOCKING, viewers);
        report.row(
                "blocking " + viewers,
                Integer.toString(result.connected()),
                Long.toString(result.mostWaiting()),
                "%.0f".formatted(result.requests() / result.seconds()),
                Long.toString(result.failures()),
                "%.2f".formatted(result.serverCpuSeconds() / result.seconds()),
                "%.0f".formatted(ProcessUsage.peakMegabytes(server.pid())),
                Long.toString(mostHandles()));
    }

    private HlsLoadResult measure(Kind kind, int viewers) throws InterruptedException {
        HlsLoadPlan plan =
                new HlsLoadPlan(
                        kind,
                        server.port(Protocol.HLS),
                        PATH,
                        viewers,
                        server.pid(),
                        windowSeconds);
        try (LoadRun load = new LoadRun(plan)) {
            return load.awaitHlsResult();
        }
    }

    private double coresAlone() throws IOException, InterruptedException {
        double before = ProcessUsage.cpuSeconds(server.pid());
        Thread.sleep(ALONE_MILLIS);
        return (ProcessUsage.cpuSeconds(server.pid()) - before) * 1_000 / ALONE_MILLIS;
    }

    /** Files and sockets that the server may have open (proc(5), {@code limits}). */
    private long mostHandles() throws IOException {
        Path limits = Path.of("/proc", Long.toString(server.pid()), "limits");
        try (Stream<String> lines = Files.lines(limits)) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" {2,}", -1)[1])
                    .findFirst()
                    .map(soft -> soft.equals("unlimited") ? HELD * 2L : Long.parseLong(soft))
                    .orElse(0L);
        }
    }
}
