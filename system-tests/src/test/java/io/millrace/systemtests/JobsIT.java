package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.Clip;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.MillraceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs go on elsewhere when the pod that does them is killed or drained, or another joins. */
@RequiresFfmpeg
@Timeout(240)
class JobsIT {
    private static final int PULLED = 20;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir private Path folder;

    private static Map<String, String> settings() throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        for (int number = 0; number < PULLED; number++) {
            settings.put("MILLRACE_PATHS_CAM" + number + "_SOURCE", "file:" + Clip.PLAIN.file());
        }
        settings.put("MILLRACE_CONTROL_JOB_MOVES_PER_MINUTE", "240");
        return settings;
    }

    @Test
    void sources_podIsKilledAnotherDrainedAndOneJoins_runOnceElsewhere() throws Exception {
        try (ServicesDeployment services = ServicesDeployment.start(folder, settings());
                ControlApi api = new ControlApi(services.control().ports().controlHttp())) {
            try {
                await(api, _ -> true);
                String first = api.jobs("sources", "running").get("cam0");
                try (MillraceProcess second = services.startIngest().awaitReady();
                        MillraceProcess third = services.startIngest().awaitReady()) {
                    services.ingest().process().kill();
                    long millis = await(api, pods -> !pods.containsValue(first));
                    System.out.println(PULLED + " sources run elsewhere after " + millis + " ms");
                    Set<String> pods = new HashSet<>(api.jobs("sources", "running").values());
                    String drained = pods.iterator().next();
                    assertEquals(
                            200,
                            api.post("/v1/cluster/drain/" + drained + "?overMillis=0").status());
                    await(api, now -> !now.containsValue(drained));
                    assertTrue(second.process().isRunning() && third.process().isRunning());
                    try (MillraceProcess late = services.startIngest().awaitReady()) {
                        await(api, JobsIT::areShared);
                        assertTrue(late.process().isRunning());
                    }
                }
            } catch (AssertionError failed) {
                throw new AssertionError(services.output(), failed);
            }
        }
    }

    /** Each pod has its share: so many jobs that no other has three more. */
    private static boolean areShared(Map<String, String> podByPath) {
        Map<String, Integer> counts = new HashMap<>();
        podByPath.values().forEach(pod -> counts.merge(pod, 1, Integer::sum));
        return counts.size() == 2 && counts.values().stream().allMatch(count -> count >= 9);
    }

    /** Waits until every source runs exactly once, on pods that meet the condition. */
    private static long await(ControlApi api, Predicate<Map<String, String>> condition)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        List<String> found = api.allJobs("sources", "running");
        Map<String, String> pods = api.jobs("sources", "running");
        while (found.size() != PULLED || pods.size() != PULLED || !condition.test(pods)) {
            assertTrue(System.nanoTime() - begin < LIMIT_NANOS, "sources that run: " + pods);
            Thread.sleep(50);
            found = api.allJobs("sources", "running");
            pods = api.jobs("sources", "running");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
