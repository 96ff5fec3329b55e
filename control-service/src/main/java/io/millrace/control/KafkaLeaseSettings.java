package io.millrace.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How the leases are kept on Kafka.
 *
 * @param partitions of the topic when it is made
 * @param group in which control's replicas share the partitions; empty: this process is the only
 *     one and owns them all
 * @param client further properties of Kafka's clients
 */
record KafkaLeaseSettings(
        String bootstrapServers,
        Replicas replicas,
        int partitions,
        String group,
        Map<String, String> client) {
    /**
     * Of the topic when it is made.
     *
     * @param inSync how many must have a decision before it counts
     */
    record Replicas(int count, int inSync) {}

    static final String TOPIC = "millrace.control.leases";
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    KafkaLeaseSettings {
        client = Map.copyOf(client);
    }

    /** Properties of one client, with its own on top. */
    Map<String, Object> client(String name, Map<String, Object> own) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("client.id", name);
        properties.putAll(own);
        return properties;
    }
}
