package io.millrace.kafka.embedded;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * One of several brokers on this machine, each broker and controller in one. Those that die are
 * missed within two seconds, so that the others go on soon.
 *
 * @param clusterId the same for all: 16 bytes in URL-safe base64
 * @param number of this one, from 0
 * @param nodes all of them
 */
public record ClusterNode(String clusterId, int number, List<Ports> nodes) {
    private static final int ENOUGH_FOR_COPIES = 3;

    /**
     * Where a node listens.
     *
     * @param detour a second listener for clients, which are told to come back by another port
     */
    public record Ports(int client, int controller, Optional<Detour> detour) {}

    /**
     * A way through something else.
     *
     * @param port that the broker listens on
     * @param advertised that clients are told
     */
    public record Detour(int port, int advertised) {}

    public ClusterNode {
        nodes = List.copyOf(nodes);
        if (number < 0 || number >= nodes.size()) {
            throw new IllegalArgumentException(number + " of " + nodes.size());
        }
    }

    int id() {
        return number + 1;
    }

    Ports ports() {
        return nodes.get(number);
    }

    /** How this node finds the others, and how soon it misses one. */
    void addTo(Properties properties) {
        properties.setProperty(
                "controller.quorum.voters",
                nodes.stream()
                        .map(node -> (nodes.indexOf(node) + 1) + "@127.0.0.1:" + node.controller())
                        .collect(Collectors.joining(",")));
        ports().detour().ifPresent(detour -> addDetour(properties, detour));
        properties.setProperty("broker.heartbeat.interval.ms", "400");
        properties.setProperty("broker.session.timeout.ms", "2000");
        properties.setProperty("controller.quorum.fetch.timeout.ms", "1000");
        properties.setProperty("controller.quorum.election.timeout.ms", "600");
        properties.setProperty("controller.quorum.election.backoff.max.ms", "300");
        if (nodes.size() >= ENOUGH_FOR_COPIES) {
            properties.setProperty("offsets.topic.replication.factor", "3");
            properties.setProperty("transaction.state.log.replication.factor", "3");
            properties.setProperty("transaction.state.log.min.isr", "2");
            properties.setProperty("share.coordinator.state.topic.replication.factor", "3");
            properties.setProperty("share.coordinator.state.topic.min.isr", "2");
            properties.setProperty("min.insync.replicas", "2");
        }
    }

    private static void addDetour(Properties properties, Detour detour) {
        append(properties, "listeners", "DETOUR://127.0.0.1:" + detour.port());
        append(properties, "advertised.listeners", "DETOUR://127.0.0.1:" + detour.advertised());
        append(properties, "listener.security.protocol.map", "DETOUR:PLAINTEXT");
        properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
    }

    private static void append(Properties properties, String key, String value) {
        properties.setProperty(key, properties.getProperty(key) + "," + value);
    }
}
