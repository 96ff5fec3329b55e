package io.millrace.stream.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * Whether a cluster can hold what the settings ask for. Tells everything that it lacks, each with
 * the setting of ours that asks for it. Never blocks.
 */
final class ClusterCheck {
    private static final String LARGEST_REQUEST = "socket.request.max.bytes";

    /** Brokers, and this machine, may just be starting too. */
    private static final int PATIENCE_MILLIS = 30_000;

    private final Admin admin;
    private final KafkaSettings settings;

    ClusterCheck(Admin admin, KafkaSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /** Fails with {@link IOException}. */
    CompletionStage<Void> run() {
        return admin.describeCluster(new DescribeClusterOptions().timeoutMs(patienceMillis()))
                .nodes()
                .toCompletionStage()
                .handle((nodes, failure) -> {
                    if (failure != null) {
                        String text =
                                "Kafka at %s cannot be reached: %s"
                                        .formatted(
                                                settings.bootstrapServers(), failure.getMessage());
                        throw new CompletionException(new IOException(text, failure));
                    }
                    return List.copyOf(nodes);
                })
                .thenCompose(this::checkBrokers);
    }

    private @Nullable Integer patienceMillis() {
        return settings.clientProperties().containsKey("default.api.timeout.ms")
                ? null
                : PATIENCE_MILLIS;
    }

    private CompletionStage<Void> checkBrokers(List<Node> nodes) {
        List<ConfigResource> brokers =
                nodes.stream()
                        .map(node ->
                                new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                        .toList();
        return admin.describeConfigs(brokers)
                .all()
                .toCompletionStage()
                .thenAccept(configs -> {
                    List<String> lacks = lacks(settings.topics(), nodes.size(), configs.values());
                    if (!lacks.isEmpty()) {
                        throw new CompletionException(new IOException(String.join("; ", lacks)));
                    }
                });
    }

    /** What a cluster lacks; empty if nothing. */
    static List<String> lacks(
            KafkaSettings.TopicSettings topics, int brokers, Collection<Config> configs) {
        List<String> lacks = new ArrayList<>();
        int copies = topics.replicationFactor();
        if (copies > brokers) {
            lacks.add(
                    "replication factor %d (kafka.replication) needs as many brokers; there are %d"
                            .formatted(copies, brokers));
        }
        if (copies > 0 && topics.minInSync() > copies) {
            lacks.add(
                    "%d replicas in sync (kafka.min-in-sync) are more than the replication factor %d"
                            .formatted(topics.minInSync(), copies));
        }
        long largest =
                configs.stream()
                        .mapToLong(ClusterCheck::largestRequest)
                        .min()
                        .orElse(Long.MAX_VALUE);
        if (largest < topics.maxRecordBytes()) {
            lacks.add(
                    "a broker's %s is %d, records (kafka.max-record-size) need %d"
                            .formatted(LARGEST_REQUEST, largest, topics.maxRecordBytes()));
        }
        return lacks;
    }

    private static long largestRequest(Config config) {
        return Optional.ofNullable(config.get(LARGEST_REQUEST))
                .map(entry -> Long.parseLong(entry.value()))
                .orElse(Long.MAX_VALUE);
    }
}
