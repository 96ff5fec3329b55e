package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.stream.kafka.KafkaSettings.TopicSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {
    @Test
    void lacks_clusterThatFits_nothing() {
        assertEquals(List.of(), lacks(new TopicSettings(3, 2, 1, 1, 100), 3, 1000, 100));
        assertEquals(List.of(), ClusterCheck.lacks(TopicSettings.defaults(), 1, List.of()));
    }

    @Test
    void lacks_tooFewBrokersTooSmallRequests_tellsEachBySetting() {
        assertEquals(
                List.of(
                        "replication factor 3 (kafka.replication) needs as many brokers; there are"
                                + " 2",
                        "4 replicas in sync (kafka.min-in-sync) are more than the replication"
                                + " factor 3",
                        "a broker's socket.request.max.bytes is 99, records"
                                + " (kafka.max-record-size) need 100"),
                lacks(new TopicSettings(3, 4, 1, 1, 100), 2, 1000, 99));
    }

    private static List<String> lacks(TopicSettings topics, int brokers, long... largestRequests) {
        List<Config> configs =
                Arrays.stream(largestRequests)
                        .mapToObj(bytes ->
                                new Config(
                                        List.of(
                                                new ConfigEntry(
                                                        "socket.request.max.bytes",
                                                        Long.toString(bytes)))))
                        .toList();
        return ClusterCheck.lacks(topics, brokers, configs);
    }
}
