package io.millrace.benchmarks;

import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code ./millrace bench}: one run, tables on standard output, all figures in a CSV file. */
public final class Main {
    private static final long SETTLE_MILLIS = 5_000;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        if (options.contains("--help") || options.contains("-h")) {
            System.out.print(Options.HELP);
            return;
        }
        try {
            System.exit(run(Options.parse(options)));
        } catch (IllegalArgumentException e) {
            System.err.println("millrace bench: " + e.getMessage() + " (--help tells more)");
            System.exit(2);
        }
    }

    private static int run(Options options) throws IOException, InterruptedException {
        Optional<String> problem = Ffmpeg.problem();
        if (problem.isPresent()) {
            System.err.println("millrace bench: " + problem.get());
            return 1;
        }
        Report report = new Report(System.out);
        report.say(machine());
        for (Clip clip : List.of(Clip.REFERENCE, Clip.REFERENCE_LONG_GOP)) {
            clip.file();
        }
        long begin = System.nanoTime();
        try (Server server = Server.start(options.jvmFlags())) {
            measureStart(server, begin, report);
            runSuites(server, options, report);
            report.table("Memory, MB", "", "RSS now", "RSS peak");
            report.row(
                    "server, broker included",
                    "%.0f".formatted(ProcessUsage.residentMegabytes(server.pid())),
                    "%.0f".formatted(ProcessUsage.peakMegabytes(server.pid())));
        }
        report.write(options.csv());
        return 0;
    }

    private static void runSuites(Server server, Options options, Report report)
            throws IOException, InterruptedException {
        try {
            if (options.suites().contains(Options.Suite.FANOUT)) {
                new FanoutSuite(server, options, report).run();
            }
            if (options.suites().contains(Options.Suite.LATENCY)) {
                new LatencySuite(server, options, report).run();
            }
            if (options.suites().contains(Options.Suite.FIRST_PICTURE)) {
                new FirstPictureSuite(server, options, report).run();
            }
            if (options.suites().contains(Options.Suite.SRT)) {
                new SrtSuite(server, options, report).run();
                new SrtLatencySuite(server, options, report).run();
            }
            if (options.suites().contains(Options.Suite.CONVERSION)) {
                new ConversionSuite(server, options, report).run();
            }
            if (options.suites().contains(Options.Suite.PATHS)) {
                new PathsSuite(server, options, report).run();
            }
            if (options.suites().contains(Options.Suite.HLS)) {
                new HlsSuite(server, options, report).run();
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            report.say("The server, " + server.state() + ":");
            report.say(server.process().process().output());
            throw e;
        }
    }

    private static void measureStart(Server server, long beginNanos, Report report)
            throws IOException, InterruptedException {
        server.process().awaitPort(server.ports().rtsp());
        double listening = (System.nanoTime() - beginNanos) / 1e9;
        server.process().awaitReady();
        double ready = (System.nanoTime() - beginNanos) / 1e9;
        Thread.sleep(SETTLE_MILLIS);
        report.table("Start, an empty data folder", "", "listening s", "ready s", "idle RSS MB");
        report.row(
                "up",
                "%.2f".formatted(listening),
                "%.2f".formatted(ready),
                "%.0f".formatted(ProcessUsage.residentMegabytes(server.pid())));
    }

    private static String machine() {
        return "Millrace bench: %d cores, Java %s, %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }
}
