package io.millrace.control;

import static io.millrace.control.KafkaLeaseSettings.TIMEOUT;
import static io.millrace.control.KafkaLeaseSettings.TOPIC;

import io.millrace.stream.kafka.KafkaCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the topic of the leases. Compaction waits a day, so that an owner has long written anew
 * what a void record hides.
 */
final class KafkaLeaseTopic {
    private static final Map<String, String> CONFIG =
            Map.of(
                    "cleanup.policy",
                    "compact",
                    "min.compaction.lag.ms",
                    Long.toString(Duration.ofDays(1).toMillis()),
                    "segment.ms",
                    Long.toString(Duration.ofHours(1).toMillis()));

    private KafkaLeaseTopic() {}

    /**
     * The topic exists when this returns.
     *
     * @return how many partitions it has: one that exists keeps its own number
     */
    static int prepare(KafkaLeaseSettings settings) throws IOException {
        Map<String, Object> limits =
                Map.of(
                        "request.timeout.ms",
                        (int) TIMEOUT.toMillis() / 2,
                        "default.api.timeout.ms",
                        (int) TIMEOUT.toMillis());
        try (Admin admin = Admin.create(settings.client("millrace-control-admin", limits))) {
            NewTopic topic =
                    new NewTopic(TOPIC, settings.partitions(), (short) settings.replicas().count())
                            .configs(config(settings.replicas()));
            return KafkaCalls.create(admin, topic) ? settings.partitions() : count(admin);
        } catch (ExecutionException | KafkaException failed) {
            throw new IOException(
                    "topic %s at %s: %s"
                            .formatted(TOPIC, settings.bootstrapServers(), reason(failed)),
                    failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static Map<String, String> config(KafkaLeaseSettings.Replicas replicas) {
        Map<String, String> config = new HashMap<>(CONFIG);
        config.put("min.insync.replicas", Integer.toString(replicas.inSync()));
        return config;
    }

    /** A topic that another replica has just made may not be known to every broker yet. */
    private static int count(Admin admin) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                return admin.describeTopics(List.of(TOPIC))
                        .allTopicNames()
                        .get()
                        .values()
                        .iterator()
                        .next()
                        .partitions()
                        .size();
            } catch (ExecutionException failed) {
                boolean unknown = failed.getCause() instanceof UnknownTopicOrPartitionException;
                if (!unknown || System.nanoTime() > deadline) {
                    throw failed;
                }
                Thread.sleep(100);
            }
        }
    }

    static String reason(Throwable failed) {
        @Nullable Throwable cause =
                failed instanceof ExecutionException ? failed.getCause() : failed;
        return cause == null ? failed.toString() : String.valueOf(cause.getMessage());
    }
}
