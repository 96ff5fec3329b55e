package io.millrace.runtime;

import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.kafka.KafkaSettings;
import io.millrace.stream.kafka.KafkaSettings.TopicSettings;
import io.millrace.stream.kafka.KafkaSettings.WriteSettings;

/** What the log's client needs, from the settings. */
public final class LogSettings {
    /** What a record has beside its units' payload. */
    private static final int ENVELOPE_BYTES = 64 << 10;

    private LogSettings() {}

    public static KafkaSettings of(MillraceConfig config) {
        MillraceConfig.Paths paths = config.paths();
        TopicSettings topics =
                new TopicSettings(
                        config.kafka().replication(),
                        config.kafka().minInSync(),
                        paths.retention().toMillis(),
                        TopicSettings.defaults().segmentBytes(),
                        paths.maxRecordBytes() + ENVELOPE_BYTES);
        WriteSettings writing =
                new WriteSettings(
                        (int) config.kafka().linger().toMillis(),
                        config.kafka().bufferBytes(),
                        paths.publishBufferBytes());
        return new KafkaSettings(
                config.kafka().bootstrap(), topics, writing, config.kafka().properties().values());
    }
}
