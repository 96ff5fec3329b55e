package io.millrace.benchmarks;

import io.millrace.benchmarks.load.LoadResult;
import io.millrace.benchmarks.load.SrtPlan;
import io.millrace.testkit.Clip;
import io.millrace.testkit.srt.SrtPeer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What SRT readers cost, plain and encrypted, beside libsrt sending the same to as many. Of the
 * server the CPU time beyond the publisher's counts, as in {@link FanoutSuite}; of libsrt all that
 * its processes take, which have no publisher.
 */
final class SrtSuite {
    private static final List<Integer> READERS = List.of(1, 50, 100, 200);
    private static final String PLAIN_PATH = "bench/srt";
    private static final double FULL_SHARE = 0.97;
    private static final long ALONE_MILLIS = 6_000;
    private static final int WARM_UP_READERS = 100;
    private static final int WARM_UP_SECONDS = 3;

    private final Server server;
    private final Report report;
    private final int windowSeconds;
    private double aloneCores;

    SrtSuite(Server server, Options options, Report report) {
        this.server = server;
        this.report = report;
        this.windowSeconds = options.quick() ? 8 : 16;
    }

    void run() throws IOException, InterruptedException {
        byte[] transportStream = LibsrtSenders.transportStream();
        Optional<String> noLibsrt = SrtPeer.LIVE_TRANSMIT.problem();
        for (boolean encrypted : List.of(false, true)) {
            String passphrase = encrypted ? Server.PASSPHRASE : "";
            String path = encrypted ? Server.SECRET_PATH : PLAIN_PATH;
            try (Publication _ = Publication.start(Clip.REFERENCE, server.ports(), path)) {
                runOurs(plan(WARM_UP_READERS, path, passphrase));
                beginTable(encrypted);
                aloneCores = coresAlone();
                for (int readers : READERS) {
                    aloneCores = Math.min(aloneCores, coresAlone());
                    LoadResult result = runOurs(plan(readers, path, passphrase));
                    row("Millrace " + readers, readers, result, aloneCores);
                }
            }
            for (int readers : READERS) {
                if (noLibsrt.isPresent()) {
                    report.row("srt-live-transmit " + readers, "not installed");
                } else {
                    LoadResult result = runLibsrt(readers, passphrase, transportStream);
                    row("srt-live-transmit " + readers, readers, result, 0);
                }
            }
        }
    }

    private void beginTable(boolean encrypted) {
        report.table(
                "SRT readers of one 2.5 Mbit/s path, " + (encrypted ? "AES-128" : "plain"),
                "",
                "full",
                "loss-free",
                "Mbit/s",
                "cores",
                "CPU us/MB",
                "readers/core",
                "load cores");
    }

    private SrtPlan plan(int readers, String path, String passphrase) {
        return new SrtPlan(
                List.of(server.ports().srt()),
                "read:" + path,
                passphrase,
                readers,
                List.of(server.pid()),
                WARM_UP_SECONDS,
                windowSeconds);
    }

    private static LoadResult runOurs(SrtPlan plan) throws InterruptedException {
        try (LoadRun load = new LoadRun(plan)) {
            return load.awaitResult();
        }
    }

    private LoadResult runLibsrt(int readers, String passphrase, byte[] transportStream)
            throws InterruptedException {
        try (LibsrtSenders senders = LibsrtSenders.start(readers, passphrase)) {
            SrtPlan plan =
                    new SrtPlan(
                            senders.ports(),
                            "",
                            passphrase,
                            readers,
                            senders.pids(),
                            WARM_UP_SECONDS,
                            windowSeconds);
            try (LoadRun load = new LoadRun(plan)) {
                load.awaitConnected();
                senders.feed(transportStream);
                return load.awaitResult();
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

    private void row(String label, int readers, LoadResult result, double withoutReaders)
            throws InterruptedException {
        double rate = Publication.bytesPerSecond(Clip.REFERENCE);
        double seconds = result.seconds();
        double cores = result.serverCpuSeconds() / seconds - withoutReaders;
        int lossFree = result.alive() - result.lossy();
        boolean measurable = cores > 0 && result.totalBytes() > 0;
        report.row(
                label,
                result.fullReaders(FULL_SHARE, rate) + "/" + readers,
                lossFree + "/" + readers,
                "%.0f".formatted(result.totalBytes() * 8 / seconds / 1e6),
                "%.3f".formatted(cores),
                measurable ? "%.0f".formatted(cores * seconds * 1e12 / result.totalBytes()) : "-",
                measurable ? "%.0f".formatted(lossFree / cores) : "-",
                "%.2f".formatted(result.ownCpuSeconds() / seconds));
    }
}
