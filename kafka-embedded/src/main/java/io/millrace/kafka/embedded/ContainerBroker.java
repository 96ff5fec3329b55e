package io.millrace.kafka.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * What runs in the Kafka image that {@code dist/kafka-image.sh} makes where no registry can be
 * reached: a broker whose settings are variables, by the names of the {@code apache/kafka} image
 * ({@code KAFKA_LOG_DIRS} is {@code log.dirs}; two underscores stand for one, three for a hyphen).
 */
public final class ContainerBroker {
    private static final String PREFIX = "KAFKA_";
    private static final String DEFAULT_CLUSTER = "5L6g3nShT-eMCtK--X86sw";
    private static final int CHECK_SECONDS = 5;

    /** For the scripts of the image, not the broker. */
    private static final Set<String> OTHERS =
            Set.of("KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_VERSION");

    private ContainerBroker() {}

    /**
     * Serves until a signal comes; with an address, asks whether a broker answers there.
     *
     * @param arguments none, or {@code HOST:PORT}
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            System.exit(answers(arguments[0]) ? 0 : 1);
        }
        Properties properties = properties(System.getenv());
        format(properties, System.getenv().getOrDefault("CLUSTER_ID", DEFAULT_CLUSTER));
        KafkaRaftServer server =
                new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(server::shutdown));
        server.startup();
        server.awaitShutdown();
    }

    /** The broker's settings; where nothing is said of its data, they are where the volume is. */
    static Properties properties(Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty("log.dirs", "/var/lib/kafka/data");
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name)) {
                properties.setProperty(key(name), value);
            }
        });
        return properties;
    }

    private static String key(String variable) {
        return variable.substring(PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("___", "-")
                .replace("__", "\0")
                .replace('_', '.')
                .replace('\0', '_');
    }

    private static void format(Properties properties, String cluster) throws IOException {
        Formatter formatter =
                new Formatter()
                        .setPrintStream(
                                new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                        .setNodeId(Integer.parseInt(properties.getProperty("node.id", "1")))
                        .setClusterId(cluster)
                        .setControllerListenerName(
                                properties.getProperty("controller.listener.names", "CONTROLLER"));
        String[] folders = properties.getProperty("log.dirs", "").split(",", -1);
        if (Files.exists(Path.of(folders[0], "meta.properties"))) {
            return;
        }
        formatter.setMetadataLogDirectory(properties.getProperty("metadata.log.dir", folders[0]));
        for (String folder : folders) {
            Files.createDirectories(Path.of(folder));
            formatter.addDirectory(folder);
        }
        try {
            formatter.run();
        } catch (Exception e) { // The formatter declares no less.
            throw new IOException("cannot prepare the data: " + e.getMessage(), e);
        }
    }

    private static boolean answers(String address) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            return !admin.describeCluster().nodes().get(CHECK_SECONDS, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException failed) {
            System.err.println(address + " does not answer: " + failed);
            return false;
        }
    }
}
