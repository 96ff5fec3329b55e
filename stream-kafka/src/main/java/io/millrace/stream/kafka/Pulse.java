package io.millrace.stream.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Since when the cluster has not answered: asks it for its nodes every few seconds, also where no
 * path is followed. Thread-safe, never blocks.
 */
final class Pulse {
    static final long PERIOD_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 3_000;

    private final Admin admin;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long answeredNanos = System.nanoTime();

    Pulse(Admin admin) {
        this.admin = admin;
    }

    /** Called once a period; one question is under way at a time. */
    void check() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        var _ =
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_MILLIS))
                        .nodes()
                        .toCompletionStage()
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                answeredNanos = System.nanoTime();
                            }
                            asking.set(false);
                        });
    }

    long silentMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answeredNanos);
    }
}
