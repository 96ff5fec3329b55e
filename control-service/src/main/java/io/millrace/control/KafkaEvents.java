package io.millrace.control;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.DeadEvent;
import io.millrace.proto.control.Event;
import io.millrace.stream.Counters;
import io.millrace.stream.kafka.KafkaCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on a topic: JSON by path, kept for a week; what a webhook could not deliver is on another,
 * bounded one. Thread-safe; {@link #tell} never blocks.
 */
final class KafkaEvents implements AutoCloseable {
    static final String TOPIC = "millrace.events";
    static final String DEAD = "millrace.events.dead";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaEvents.class);
    private static final String TYPE = "type";
    private static final String WEBHOOK = "webhook";
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int BATCH = 100;
    private static final Map<String, String> KEPT =
            Map.of(
                    "retention.ms",
                    Long.toString(Duration.ofDays(7).toMillis()),
                    "retention.bytes",
                    Long.toString(256L << 20),
                    "segment.bytes",
                    Long.toString(16L << 20));

    private final KafkaLeaseSettings settings;
    private final Counters counters;
    private final KafkaProducer<String, String> producer;

    /** Connects in the background. */
    KafkaEvents(KafkaLeaseSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
        this.producer =
                new KafkaProducer<>(
                        settings.client(
                                "millrace-events",
                                Map.of("acks", "all", "linger.ms", 5, "max.block.ms", 0)),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /** Makes the topics; blocks. */
    void prepare() throws IOException {
        short replicas = (short) settings.replicas().count();
        try (Admin admin = Admin.create(settings.client("millrace-events-admin", Map.of()))) {
            for (String name : List.of(TOPIC, DEAD)) {
                KafkaCalls.create(admin, new NewTopic(name, 1, replicas).configs(KEPT));
            }
            producer.partitionsFor(TOPIC);
        } catch (ExecutionException failed) {
            throw new IOException("topics of events", failed);
        } catch (KafkaException failed) {
            LOG.debug("events' topic is not known yet", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** Writes one; what cannot be written is counted. */
    void tell(Event event) {
        ProducerRecord<String, String> record =
                new ProducerRecord<>(TOPIC, event.getPath(), JsonText.of(event));
        record.headers().add(TYPE, word(event.getType().name()));
        var _ =
                KafkaCalls.send(producer, record)
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                lost(failure);
                            }
                        });
    }

    private static byte[] word(String name) {
        return name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    private void lost(Throwable failure) {
        counters.counter("events_lost").increment();
        LOG.warn("an event cannot be written: {}", failure.toString());
    }

    /** Events for one webhook; replicas share its group, so that one of them tells it. */
    EventFeed feed(String group, String webhook) {
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        settings.client(
                                "millrace-webhook",
                                Map.of(
                                        "group.id",
                                        group,
                                        "enable.auto.commit",
                                        false,
                                        "auto.offset.reset",
                                        "latest",
                                        "max.poll.records",
                                        BATCH,
                                        "max.poll.interval.ms",
                                        (int) Duration.ofHours(1).toMillis())),
                        new StringDeserializer(),
                        new StringDeserializer());
        consumer.subscribe(List.of(TOPIC));
        return new Feed(consumer, webhook);
    }

    private final class Feed implements EventFeed {
        private final KafkaConsumer<String, String> consumer;
        private final String webhook;

        Feed(KafkaConsumer<String, String> consumer, String webhook) {
            this.consumer = consumer;
            this.webhook = webhook;
        }

        @Override
        public List<Entry> poll(Duration wait) throws IOException {
            try {
                List<Entry> entries = new ArrayList<>();
                consumer.poll(wait).forEach(record -> entries.add(entry(record)));
                return entries;
            } catch (KafkaException failed) {
                throw new IOException(failed);
            }
        }

        @Override
        public void commit() throws IOException {
            try {
                consumer.commitSync();
            } catch (KafkaException failed) {
                throw new IOException(failed);
            }
        }

        @Override
        public void bury(List<Entry> entries) throws IOException {
            List<Future<?>> written = new ArrayList<>();
            try {
                for (Entry entry : entries) {
                    ProducerRecord<String, String> record =
                            new ProducerRecord<>(DEAD, entry.path(), entry.json());
                    record.headers().add(WEBHOOK, webhook.getBytes(StandardCharsets.UTF_8));
                    written.add(KafkaCalls.send(producer, record));
                }
                for (Future<?> each : written) {
                    each.get();
                }
            } catch (ExecutionException failed) {
                throw new IOException(failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** The newest that webhooks never took, oldest first; blocks. */
    List<DeadEvent> dead(int limit) throws IOException {
        Map<String, Object> properties =
                settings.client("millrace-events-dead", Map.of("enable.auto.commit", false));
        List<DeadEvent> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(DEAD, 0);
            consumer.assign(List.of(partition));
            long first = offset(consumer.beginningOffsets(List.of(partition), READ), partition);
            long end = offset(consumer.endOffsets(List.of(partition), READ), partition);
            consumer.seek(partition, Math.max(first, end - limit));
            long deadline = System.nanoTime() + READ.toNanos();
            while (consumer.position(partition, READ) < end && System.nanoTime() < deadline) {
                consumer.poll(POLL).forEach(record -> found.add(dead(record)));
            }
        } catch (KafkaException failed) {
            throw new IOException(failed);
        }
        return List.copyOf(found);
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    private static DeadEvent dead(ConsumerRecord<String, String> record) {
        return DeadEvent.newBuilder()
                .setWebhook(header(record, WEBHOOK))
                .setAtMillis(record.timestamp())
                .setPath(record.key() == null ? "" : record.key())
                .setJson(record.value() == null ? "" : record.value())
                .build();
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static EventFeed.Entry entry(ConsumerRecord<String, String> record) {
        String json = "{\"id\":\"%d\",%s".formatted(record.offset(), record.value().substring(1));
        return new EventFeed.Entry(
                record.offset(),
                header(record, TYPE),
                record.key() == null ? "" : record.key(),
                json);
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
