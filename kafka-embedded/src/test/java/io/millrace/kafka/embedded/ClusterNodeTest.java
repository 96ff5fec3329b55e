package io.millrace.kafka.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.kafka.embedded.ClusterNode.Detour;
import io.millrace.kafka.embedded.ClusterNode.Ports;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ClusterNodeTest {
    private static final List<Ports> NODES =
            List.of(
                    new Ports(1, 11, Optional.empty()),
                    new Ports(2, 12, Optional.of(new Detour(22, 32))),
                    new Ports(3, 13, Optional.empty()));

    private static Properties base() {
        Properties properties = new Properties();
        properties.setProperty("listeners", "A://:2");
        properties.setProperty("advertised.listeners", "A://:2");
        properties.setProperty("listener.security.protocol.map", "A:PLAINTEXT");
        return properties;
    }

    @Test
    void addTo_threeNodes_namesAllVotersAndKeepsThreeCopies() {
        Properties properties = base();
        new ClusterNode("id", 0, NODES).addTo(properties);
        assertEquals(
                "1@127.0.0.1:11,2@127.0.0.1:12,3@127.0.0.1:13",
                properties.getProperty("controller.quorum.voters"));
        assertEquals("3", properties.getProperty("offsets.topic.replication.factor"));
        assertEquals("A://:2", properties.getProperty("listeners"));
    }

    @Test
    void addTo_detour_clientsAreToldTheOtherPort() {
        Properties properties = base();
        new ClusterNode("id", 1, NODES).addTo(properties);
        assertEquals("A://:2,DETOUR://127.0.0.1:22", properties.getProperty("listeners"));
        assertEquals(
                "A://:2,DETOUR://127.0.0.1:32", properties.getProperty("advertised.listeners"));
    }

    @Test
    void new_numberOutOfRange_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ClusterNode("id", 3, NODES));
    }
}
