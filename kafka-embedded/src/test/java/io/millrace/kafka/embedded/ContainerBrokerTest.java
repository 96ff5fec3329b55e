package io.millrace.kafka.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerBrokerTest {
    @Test
    void properties_ofVariables_haveTheBrokersNames() {
        assertEquals(
                Map.of(
                        "node.id", "2",
                        "listener.name.a_b.x", "y",
                        "some-key", "z",
                        "log.dirs", "/var/lib/kafka/data"),
                Map.copyOf(
                        ContainerBroker.properties(
                                Map.of(
                                        "KAFKA_NODE_ID", "2",
                                        "KAFKA_LISTENER_NAME_A__B_X", "y",
                                        "KAFKA_SOME___KEY", "z",
                                        "KAFKA_HEAP_OPTS", "-Xmx1g",
                                        "HOME", "/"))));
    }

    @Test
    void properties_whereDataAreElsewhere_goThere() {
        assertEquals(
                "/data",
                ContainerBroker.properties(Map.of("KAFKA_LOG_DIRS", "/data"))
                        .getProperty("log.dirs"));
    }
}
