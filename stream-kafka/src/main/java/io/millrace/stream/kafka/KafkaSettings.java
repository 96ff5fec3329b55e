package io.millrace.stream.kafka;

import java.util.Map;

/**
 * How the log uses Kafka.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param topics of paths, when they are made
 * @param writing of the pod's one producer
 * @param clientProperties any property of Kafka's clients (security, timeouts), taken as it is and
 *     before ours
 */
public record KafkaSettings(
        String bootstrapServers,
        TopicSettings topics,
        WriteSettings writing,
        Map<String, String> clientProperties) {
    public KafkaSettings {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** For one broker on this machine. */
    public static KafkaSettings defaults(String bootstrapServers) {
        return new KafkaSettings(
                bootstrapServers, TopicSettings.defaults(), WriteSettings.defaults(), Map.of());
    }

    /**
     * Topics of paths.
     *
     * @param replicationFactor copies of each record; -1 takes the broker's default
     * @param minInSync how many copies must have a record before it counts as written
     * @param retentionMillis how far back readers may start; a floor
     * @param segmentBytes of a file of the broker; at least 1 MiB
     * @param maxRecordBytes biggest record, envelope included
     */
    public record TopicSettings(
            int replicationFactor,
            int minInSync,
            long retentionMillis,
            int segmentBytes,
            int maxRecordBytes) {
        /** One copy, 10 minutes, files of 64 MiB, records of 16 MiB and 64 KiB of envelope. */
        public static TopicSettings defaults() {
            return new TopicSettings(1, 1, 600_000, 64 << 20, (16 << 20) + (64 << 10));
        }

        TopicSettings withRetention(long millis) {
            return new TopicSettings(
                    replicationFactor, minInSync, millis, segmentBytes, maxRecordBytes);
        }

        /** Retention acts on whole files: so that the overhang stays near a tenth. */
        long segmentMillis() {
            return Math.max(1_000, retentionMillis / 10);
        }
    }

    /**
     * The producer.
     *
     * @param lingerMillis how long records wait for others: 0 for few paths; 2 to 5 costs that
     *     latency and saves CPU from about 20 paths up
     * @param bufferBytes of all paths together
     * @param pathPendingBytes of one path, appended and not yet acknowledged
     */
    public record WriteSettings(int lingerMillis, long bufferBytes, long pathPendingBytes) {
        /** No linger, 64 MiB in all, 8 MiB a path. */
        public static WriteSettings defaults() {
            return new WriteSettings(0, 64L << 20, 8L << 20);
        }
    }
}
