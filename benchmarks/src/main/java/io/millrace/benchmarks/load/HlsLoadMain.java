package io.millrace.benchmarks.load;

import io.millrace.benchmarks.ProcessUsage;
import java.io.IOException;
import java.util.List;

/** One load of HLS requests: connects all viewers, measures one window, prints it and ends. */
public final class HlsLoadMain {
    private static final int CONNECTS_PER_SECOND = 500;
    private static final long CONNECT_LIMIT_MILLIS = 60_000;
    private static final long POLL_MILLIS = 100;
    private static final long SETTLE_MILLIS = 3_000;

    private HlsLoadMain() {}

    public static void main(String[] arguments) throws Exception {
        HlsLoadPlan plan = HlsLoadPlan.parse(List.of(arguments));
        HlsRequests requests = new HlsRequests(plan);
        for (int number = 0; number < plan.viewers(); number++) {
            int own = number;
            Thread.ofVirtual().start(() -> view(requests, own));
            if (number % (CONNECTS_PER_SECOND / 10) == 0) {
                Thread.sleep(100);
            }
        }
        long deadline = System.currentTimeMillis() + CONNECT_LIMIT_MILLIS;
        while (requests.connected() < plan.viewers() && System.currentTimeMillis() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
        Thread.sleep(SETTLE_MILLIS);
        System.out.println(measure(plan, requests).toLine());
        requests.end();
        System.exit(0);
    }

    private static void view(HlsRequests requests, int number) {
        try {
            requests.view(number);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static HlsLoadResult measure(HlsLoadPlan plan, HlsRequests requests)
            throws IOException, InterruptedException {
        long ownPid = ProcessHandle.current().pid();
        requests.forgetMost();
        HlsLoadResult before = requests.soFar();
        double serverBefore = ProcessUsage.cpuSeconds(plan.serverPid());
        double ownBefore = ProcessUsage.cpuSeconds(ownPid);
        long begin = System.nanoTime();
        Thread.sleep(1_000L * plan.windowSeconds());
        HlsLoadResult after = requests.soFar();
        return new HlsLoadResult(
                after.connected(),
                after.requests() - before.requests(),
                after.failures() - before.failures(),
                after.bytes() - before.bytes(),
                after.mostWaiting(),
                (System.nanoTime() - begin) / 1e9,
                ProcessUsage.cpuSeconds(plan.serverPid()) - serverBefore,
                ProcessUsage.cpuSeconds(ownPid) - ownBefore);
    }
}
