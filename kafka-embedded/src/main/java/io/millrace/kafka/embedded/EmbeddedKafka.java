package io.millrace.kafka.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own KRaft server, broker and controller in one, on 127.0.0.1, with settings for one
 * machine. Its data stays in the given folder, and a later start goes on with it. Log lines go
 * where slf4j sends them.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** Biggest record that the broker takes unless a topic says otherwise: 16 MiB and envelope. */
    public static final int MAX_MESSAGE_BYTES = (16 << 20) + (1 << 20);

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String CONTROLLER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker; blocks until it serves, some seconds.
     *
     * @param dataDirectory made if it is not there
     * @param port of clients; 0 takes a free one
     * @throws IOException if the port is taken or the data cannot be used
     */
    public static EmbeddedKafka start(Path dataDirectory, int port) throws IOException {
        int clientPort = port == 0 ? freePort() : requireFree(port);
        ClusterNode.Ports ports = new ClusterNode.Ports(clientPort, freePort(), Optional.empty());
        String cluster = Uuid.randomUuid().toString();
        ClusterNode only = new ClusterNode(cluster, 0, List.of(ports));
        return start(dataDirectory, only, properties(dataDirectory, only));
    }

    /**
     * Starts one broker of several; blocks until it serves, which it does when enough of the others
     * are there.
     *
     * @param dataDirectory of this node alone
     * @throws IOException if a port is taken or the data cannot be used
     */
    public static EmbeddedKafka startNode(Path dataDirectory, ClusterNode node) throws IOException {
        requireFree(node.ports().client());
        Properties properties = properties(dataDirectory, node);
        node.addTo(properties);
        return start(dataDirectory, node, properties);
    }

    private static EmbeddedKafka start(Path dataDirectory, ClusterNode node, Properties properties)
            throws IOException {
        int clientPort = node.ports().client();
        Files.createDirectories(dataDirectory);
        if (!Files.exists(dataDirectory.resolve("meta.properties"))) {
            format(dataDirectory, node);
        }
        KafkaRaftServer server =
                new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new IOException("embedded Kafka does not start: " + e.getMessage(), e);
        }
        LOG.info("Embedded Kafka serves on 127.0.0.1:{}, data in {}", clientPort, dataDirectory);
        return new EmbeddedKafka(server, clientPort);
    }

    private static void format(Path dataDirectory, ClusterNode node) throws IOException {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                    .setNodeId(node.id())
                    .setClusterId(node.clusterId())
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(dataDirectory.toString())
                    .addDirectory(dataDirectory.toString())
                    .run();
        } catch (Exception e) { // The formatter declares no less.
            throw new IOException("cannot prepare " + dataDirectory + ": " + e.getMessage(), e);
        }
    }

    private static Properties properties(Path dataDirectory, ClusterNode node) {
        int port = node.ports().client();
        int controllerPort = node.ports().controller();
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", Integer.toString(node.id()));
        properties.setProperty(
                "controller.quorum.voters", node.id() + "@127.0.0.1:" + controllerPort);
        properties.setProperty(
                "listeners",
                "PLAINTEXT://127.0.0.1:"
                        + port
                        + ","
                        + CONTROLLER
                        + "://127.0.0.1:"
                        + controllerPort);
        properties.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.setProperty("controller.listener.names", CONTROLLER);
        properties.setProperty(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("log.dirs", dataDirectory.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        properties.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        addInternalTopics(properties);
        addFrugality(properties);
        return properties;
    }

    /** One broker cannot keep three copies. */
    private static void addInternalTopics(Properties properties) {
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "2");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    /** Small threads and heap, and retention that acts within seconds. */
    private static void addFrugality(Properties properties) {
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
        properties.setProperty("background.threads", "2");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        properties.setProperty("log.retention.check.interval.ms", "5000");
        properties.setProperty("file.delete.delay.ms", "1000");
        properties.setProperty("log.initial.task.delay.ms", "5000");
        properties.setProperty("log.segment.delete.delay.ms", "1000");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    private static int requireFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return port;
        } catch (IOException e) {
            throw new IOException("port " + port + " for Kafka is taken: " + e.getMessage(), e);
        }
    }

    /** What clients connect to: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Stops in order, so that the next start needs no recovery; blocks. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
