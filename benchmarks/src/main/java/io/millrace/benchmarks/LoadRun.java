package io.millrace.benchmarks;

import io.millrace.benchmarks.load.HlsLoadMain;
import io.millrace.benchmarks.load.HlsLoadPlan;
import io.millrace.benchmarks.load.HlsLoadResult;
import io.millrace.benchmarks.load.LoadMain;
import io.millrace.benchmarks.load.LoadPlan;
import io.millrace.benchmarks.load.LoadResult;
import io.millrace.benchmarks.load.SrtLoadMain;
import io.millrace.benchmarks.load.SrtPlan;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.JavaProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A load generator in a JVM of its own. */
final class LoadRun implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(90);
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final int seconds;
    private final ChildProcess process;

    private LoadRun(Class<?> mainClass, List<String> arguments, int seconds) {
        this.seconds = seconds;
        this.process =
                JavaProgram.ofThisClassPath(
                                mainClass.getName(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow")
                        .start("load", Map.of(), arguments);
    }

    LoadRun(LoadPlan plan) {
        this(LoadMain.class, plan.toArguments(), plan.warmUpSeconds() + plan.windowSeconds());
    }

    LoadRun(SrtPlan plan) {
        this(SrtLoadMain.class, plan.toArguments(), plan.warmUpSeconds() + plan.windowSeconds());
    }

    LoadRun(HlsLoadPlan plan) {
        this(HlsLoadMain.class, plan.toArguments(), plan.windowSeconds());
    }

    HlsLoadResult awaitHlsResult() throws InterruptedException {
        Duration limit = CONNECT_LIMIT.plusSeconds(seconds).plus(SLACK);
        return HlsLoadResult.parse(
                process.awaitLine(line -> line.startsWith(HlsLoadResult.PREFIX), limit));
    }

    void awaitConnected() throws InterruptedException {
        process.awaitLine(line -> line.startsWith(LoadMain.CONNECTED), CONNECT_LIMIT);
    }

    LoadResult awaitResult() throws InterruptedException {
        Duration limit = CONNECT_LIMIT.plusSeconds(seconds).plus(SLACK);
        return LoadResult.parse(
                process.awaitLine(line -> line.startsWith(LoadResult.PREFIX), limit));
    }

    @Override
    public void close() {
        process.close();
    }
}
