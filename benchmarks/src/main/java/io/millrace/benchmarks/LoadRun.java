package io.millrace.benchmarks;

import io.millrace.benchmarks.load.LoadMain;
import io.millrace.benchmarks.load.LoadPlan;
import io.millrace.benchmarks.load.LoadResult;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.JavaProgram;
import java.time.Duration;
import java.util.Map;

/** A load generator in a JVM of its own. */
final class LoadRun implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(90);
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final LoadPlan plan;
    private final ChildProcess process;

    LoadRun(LoadPlan plan) {
        this.plan = plan;
        this.process =
                JavaProgram.ofThisClassPath(
                                LoadMain.class.getName(), "-Xmx512m", "-XX:+UseSerialGC")
                        .start("load", Map.of(), plan.toArguments());
    }

    void awaitConnected() throws InterruptedException {
        process.awaitLine(line -> line.startsWith(LoadMain.CONNECTED), CONNECT_LIMIT);
    }

    LoadResult awaitResult() throws InterruptedException {
        Duration limit =
                CONNECT_LIMIT.plusSeconds(plan.warmUpSeconds() + plan.windowSeconds()).plus(SLACK);
        return LoadResult.parse(
                process.awaitLine(line -> line.startsWith(LoadResult.PREFIX), limit));
    }

    @Override
    public void close() {
        process.close();
    }
}
