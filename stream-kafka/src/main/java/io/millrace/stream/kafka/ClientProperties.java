package io.millrace.stream.kafka;

import java.util.HashMap;
import java.util.Map;

/** Properties of Kafka's clients: what users give goes before ours. */
record ClientProperties(KafkaSettings settings) {
    private static final int NEAR_WAIT_MILLIS = 10;
    private static final int FAR_WAIT_MILLIS = 500;

    /** What is looked for is there; and no fetch that waits at the end holds up the next one. */
    private static final int NO_WAIT_MILLIS = 0;

    Map<String, Object> admin() {
        return user(consumerAndAdmin());
    }

    /** {@code send} never waits, and what is acknowledged is kept. */
    Map<String, Object> producer(int lingerMillis) {
        KafkaSettings.WriteSettings writing = settings.writing();
        Map<String, Object> properties = common();
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("compression.type", "none");
        properties.put("linger.ms", Integer.toString(lingerMillis));
        properties.put("max.block.ms", "0");
        properties.put("buffer.memory", Long.toString(writing.bufferBytes()));
        properties.put("max.request.size", Integer.toString(settings.topics().maxRecordBytes()));
        properties.put("delivery.timeout.ms", "60000");
        properties.put("metadata.max.idle.ms", "3600000");
        return user(properties);
    }

    /** For reads from an offset on, one after the other. */
    Map<String, Object> scanner() {
        return consumer(NO_WAIT_MILLIS, 1 << 20);
    }

    /** For single records here and there: little comes with them. */
    Map<String, Object> probe() {
        Map<String, Object> properties = consumer(NO_WAIT_MILLIS, 32 << 10);
        properties.put("max.poll.records", "1");
        return properties;
    }

    /** Short wait: takes paths up quickly. */
    Map<String, Object> nearTail() {
        return consumer(NEAR_WAIT_MILLIS, 4 << 20);
    }

    /** Long wait: idle paths cost next to nothing. */
    Map<String, Object> farTail() {
        return consumer(FAR_WAIT_MILLIS, 4 << 20);
    }

    private Map<String, Object> consumer(int waitMillis, int partitionBytes) {
        Map<String, Object> properties = consumerAndAdmin();
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        properties.put("fetch.max.wait.ms", Integer.toString(waitMillis));
        properties.put("max.partition.fetch.bytes", Integer.toString(partitionBytes));
        properties.put("fetch.max.bytes", Integer.toString(4 * partitionBytes));
        return user(properties);
    }

    private Map<String, Object> consumerAndAdmin() {
        Map<String, Object> properties = common();
        properties.put("default.api.timeout.ms", "10000");
        return properties;
    }

    /** Brokers come back within seconds: so do we. */
    private Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", settings.bootstrapServers());
        properties.put("reconnect.backoff.ms", "20");
        properties.put("reconnect.backoff.max.ms", "500");
        properties.put("retry.backoff.ms", "20");
        properties.put("retry.backoff.max.ms", "500");
        properties.put("request.timeout.ms", "10000");
        return properties;
    }

    private Map<String, Object> user(Map<String, Object> properties) {
        properties.putAll(settings.clientProperties());
        return properties;
    }
}
