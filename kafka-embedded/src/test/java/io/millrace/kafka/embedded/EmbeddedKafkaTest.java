package io.millrace.kafka.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @Test
    void start_secondTimeOnTheSameFolder_keepsTopics(@TempDir Path data) throws Exception {
        int port;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                Admin admin = admin(kafka)) {
            port = kafka.port();
            NewTopic topic = new NewTopic("kept", Optional.of(1), Optional.empty());
            admin.createTopics(List.of(topic)).all().get();
            assertThrows(IOException.class, () -> EmbeddedKafka.start(data.resolve("other"), port));
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, port);
                Admin admin = admin(kafka)) {
            assertEquals(port, kafka.port());
            assertTrue(admin.listTopics().names().get().contains("kept"));
        }
    }

    /** The terminal belongs to the program; the broker's own logger may write there. */
    @Test
    void start_firstTime_formatterPrintsNothing(@TempDir Path data) throws Exception {
        PrintStream terminal = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            assertTrue(kafka.port() > 0);
        } finally {
            System.setOut(terminal);
        }
        assertFalse(printed.toString(UTF_8).contains("metadata"), printed.toString(UTF_8));
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
