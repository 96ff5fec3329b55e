package io.millrace.kafka.embedded;

import java.nio.file.Path;
import java.util.Properties;

/** Settings of a single broker that is also its controller, sized for one machine. */
final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private BrokerProperties() {}

    static Properties of(Path directory, int port, int controllerPort) {
        Properties properties = new Properties();
        addRoles(properties, port, controllerPort);
        addStorage(properties, directory);
        addInternalTopics(properties);
        addSizes(properties);
        return properties;
    }

    private static void addRoles(Properties properties, int port, int controllerPort) {
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:"
                        + port
                        + ","
                        + CONTROLLER_LISTENER
                        + "://127.0.0.1:"
                        + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
    }

    private static void addStorage(Properties properties, Path directory) {
        properties.put("log.dirs", directory.toString());
        properties.put("auto.create.topics.enable", "false");
        // Retention of minutes needs checks of seconds.
        properties.put("log.retention.check.interval.ms", "5000");
        properties.put("log.initial.task.delay.ms", "5000");
        properties.put("log.segment.delete.delay.ms", "1000");
        properties.put("message.max.bytes", Integer.toString(32 << 20));
        properties.put("replica.fetch.max.bytes", Integer.toString(32 << 20));
        properties.put("socket.request.max.bytes", Integer.toString(100 << 20));
    }

    private static void addInternalTopics(Properties properties) {
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
    }

    private static void addSizes(Properties properties) {
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "2");
        properties.put("background.threads", "2");
        // The default is a heap array of 128 MiB.
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        properties.put("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
    }
}
