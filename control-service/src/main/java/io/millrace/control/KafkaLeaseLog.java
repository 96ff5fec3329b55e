package io.millrace.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lease records on a compacted topic of one partition: key path, value {@link LeaseRecord}. */
final class KafkaLeaseLog implements LeaseLog {
    static final String TOPIC = "millrace.control.leases";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLeaseLog.class);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final int replication;
    private final Counters counters;
    private final KafkaProducer<String, byte[]> producer;

    /** Connects in the background. */
    KafkaLeaseLog(String bootstrapServers, int replication, Counters counters) {
        this.bootstrapServers = bootstrapServers;
        this.replication = replication;
        this.counters = counters;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "client.id",
                                "millrace-control",
                                "acks",
                                "all",
                                "linger.ms",
                                0,
                                "max.block.ms",
                                TIMEOUT.toMillis(),
                                "request.timeout.ms",
                                (int) TIMEOUT.toMillis() / 2,
                                "delivery.timeout.ms",
                                (int) TIMEOUT.toMillis()),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @Override
    public void replay(Consumer<LeaseChange> consumer) throws IOException {
        try {
            createTopic();
            readToEnd(consumer);
        } catch (KafkaException unreadable) {
            throw new IOException(
                    "Kafka at " + bootstrapServers + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private void createTopic() throws IOException {
        NewTopic topic =
                new NewTopic(TOPIC, 1, (short) replication)
                        .configs(Map.of("cleanup.policy", "compact", "segment.ms", "3600000"));
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "client.id",
                        "millrace-control-admin",
                        "request.timeout.ms",
                        (int) TIMEOUT.toMillis() / 2,
                        "default.api.timeout.ms",
                        (int) TIMEOUT.toMillis());
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw new IOException(
                        "topic " + TOPIC + " at " + bootstrapServers + ": " + reason(failed),
                        failed);
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private void readToEnd(Consumer<LeaseChange> consumer) {
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "client.id",
                        "millrace-control-replay",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "default.api.timeout.ms",
                        (int) TIMEOUT.toMillis());
        try (KafkaConsumer<String, byte[]> kafka =
                new KafkaConsumer<>(
                        config, new StringDeserializer(), new ByteArrayDeserializer())) {
            kafka.assign(List.of(PARTITION));
            kafka.seekToBeginning(List.of(PARTITION));
            long end = kafka.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (kafka.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : kafka.poll(Duration.ofMillis(100))) {
                    decode(record, consumer);
                }
            }
        }
    }

    private void decode(ConsumerRecord<String, byte[]> record, Consumer<LeaseChange> consumer) {
        @Nullable String path = record.key();
        byte @Nullable [] value = record.value();
        if (path == null || value == null) {
            skip(record, "no key or no value");
            return;
        }
        try {
            consumer.accept(new LeaseChange(path, LeaseRecord.parseFrom(value)));
        } catch (InvalidProtocolBufferException malformed) {
            skip(record, malformed.toString());
        }
    }

    private void skip(ConsumerRecord<String, byte[]> record, String reason) {
        counters.counter("control_malformed_records").increment();
        LOG.warn("record {} of {} is skipped: {}", record.offset(), TOPIC, reason);
    }

    @Override
    public void append(List<LeaseChange> changes) throws IOException {
        List<Future<RecordMetadata>> writes = new ArrayList<>();
        try {
            for (LeaseChange change : changes) {
                byte[] value = change.record().toByteArray();
                writes.add(producer.send(new ProducerRecord<>(TOPIC, 0, change.path(), value)));
            }
            for (Future<RecordMetadata> write : writes) {
                write.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException failed) {
            throw new IOException("Kafka did not take the lease: " + reason(failed), failed);
        } catch (TimeoutException | KafkaException failed) {
            throw new IOException("Kafka did not take the lease: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static String reason(ExecutionException failed) {
        @Nullable Throwable cause = failed.getCause();
        return cause == null ? failed.toString() : String.valueOf(cause.getMessage());
    }

    private static IOException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", interrupted);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
