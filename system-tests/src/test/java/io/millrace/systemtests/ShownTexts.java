package io.millrace.systemtests;

import io.millrace.testkit.server.ServerPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that a running server shows to somebody who looks on. */
final class ShownTexts {
    private static final List<String> LISTS =
            List.of(
                    "pushes/list",
                    "jobs/list",
                    "config",
                    "config/get",
                    "sessions/list",
                    "paths/list",
                    "sources/list",
                    "events/list",
                    "events/dead",
                    "cluster/status");
    private static final List<String> COMMANDS =
            List.of("push list", "session list", "path list", "source list", "config get");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, String> texts = new LinkedHashMap<>();

    /**
     * Looks at all of it.
     *
     * @param written by programs that the server ran
     */
    ShownTexts(StandaloneDeployment server, ControlApi api, Path written) throws Exception {
        ServerPorts ports = server.ports();
        texts.put("log", String.join("\n", server.log()));
        texts.put("output", server.server().process().output());
        texts.put("metrics", Answer.get("http://127.0.0.1:" + ports.metrics() + "/metrics").body());
        for (String list : LISTS) {
            texts.put(list, api.get("/v1/" + list));
        }
        for (String command : COMMANDS) {
            texts.put(command, CommandTool.run(ports, command.split(" ", -1)));
            String json = command + " --output json";
            texts.put(json, CommandTool.run(ports, json.split(" ", -1)));
        }
        texts.put("topic of events", topic(ports, "millrace.events"));
        texts.put("programs", Files.readString(written));
    }

    /** Each by what shows it. */
    Map<String, String> all() {
        return Map.copyOf(texts);
    }

    private static String topic(ServerPorts ports, String name) {
        Map<String, Object> properties = Map.of("bootstrap.servers", "127.0.0.1:" + ports.kafka());
        TopicPartition partition = new TopicPartition(name, 0);
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), LIMIT).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (consumer.position(partition, LIMIT) < end && System.nanoTime() < deadline) {
                consumer.poll(POLL)
                        .forEach(record -> records.add(record.key() + " " + record.value()));
            }
        }
        return String.join("\n", records);
    }
}
