package io.millrace.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short notices that every pod reads: the newest by key, on the compacted topic {@value #TOPIC} of
 * one partition. What is posted is seen by its own pod too, once Kafka has it. Thread-safe; posting
 * never blocks, and what Kafka does not take is logged and lost, so notices that matter are posted
 * again and again, or their answers are waited for.
 */
public final class KafkaBulletin implements AutoCloseable {
    /** Where the notices are. */
    public static final String TOPIC = "millrace.jobs";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaBulletin.class);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 500;

    private final Consumer<String> onChange;
    private final Map<String, Notice> notices = new ConcurrentHashMap<>();
    private final ReadPosition read = new ReadPosition();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final Map<String, Object> adminProperties;
    private final short replicas;
    private final String minInSync;
    private volatile boolean closed;

    /** The newest text of a key, and when its pod posted it. */
    public record Notice(String text, long atMillis) {}

    /**
     * Begins to read; does not wait for Kafka.
     *
     * @param onChange told the key of every notice that was read, on one thread; must not block
     */
    public KafkaBulletin(KafkaSettings settings, Consumer<String> onChange) {
        this.onChange = onChange;
        ClientProperties properties = new ClientProperties(settings);
        this.adminProperties = properties.admin();
        this.replicas = (short) settings.topics().replicationFactor();
        this.minInSync = Integer.toString(settings.topics().minInSync());
        this.producer =
                new KafkaProducer<>(
                        properties.producer(0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        Map<String, Object> reading = properties.farTail();
        reading.put("auto.offset.reset", "earliest");
        this.consumer =
                new KafkaConsumer<>(
                        reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().daemon().name("bulletin").unstarted(this::run);
        thread.start();
    }

    /**
     * Posts in place of what the key had. The answer comes when this pod has read it, or fails when
     * Kafka did not take it.
     */
    public CompletableFuture<Void> post(String key, String text) {
        return send(new ProducerRecord<>(TOPIC, 0, key.getBytes(UTF_8), text.getBytes(UTF_8)));
    }

    /** Takes a key's notice down; the answer comes as that of {@link #post}. */
    public CompletableFuture<Void> remove(String key) {
        return send(new ProducerRecord<byte[], byte[]>(TOPIC, 0, key.getBytes(UTF_8), null));
    }

    private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> notice) {
        return KafkaCalls.send(producer, notice)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.info("a notice was not taken: {}", failure.toString());
                    }
                })
                .thenCompose(place -> read.upTo(place.offset()));
    }

    /** The newest of a key, as far as it was read. */
    public Optional<Notice> find(String key) {
        return Optional.ofNullable(notices.get(key));
    }

    /** All that were read, by key. */
    public Map<String, Notice> all() {
        return Map.copyOf(notices);
    }

    private void run() {
        try (consumer) {
            while (!closed && !made()) {
                Thread.sleep(PAUSE_MILLIS);
            }
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            while (!closed) {
                poll();
            }
        } catch (WakeupException stopped) {
            LOG.debug("the bulletin is not read any more", stopped);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the topic is there, made by us or not. */
    private boolean made() throws InterruptedException {
        NewTopic topic = new NewTopic(TOPIC, 1, replicas);
        topic.configs(
                Map.of(
                        "cleanup.policy", "compact",
                        "min.insync.replicas", minInSync,
                        "segment.ms", "3600000",
                        "min.cleanable.dirty.ratio", "0.1"));
        try (Admin admin = Admin.create(adminProperties)) {
            KafkaCalls.create(admin, topic);
            return true;
        } catch (ExecutionException | KafkaException failed) {
            LOG.info("topic {} cannot be made now: {}", TOPIC, failed.toString());
            return false;
        }
    }

    private void poll() throws InterruptedException {
        try {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                take(each);
                read.advance(each.offset() + 1);
            }
        } catch (WakeupException stopped) {
            throw stopped;
        } catch (KafkaException failed) {
            LOG.info("the bulletin cannot be read now: {}", failed.toString());
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> notice) {
        if (notice.key() == null) {
            return;
        }
        String key = new String(notice.key(), UTF_8);
        if (notice.value() == null) {
            notices.remove(key);
        } else {
            notices.put(key, new Notice(new String(notice.value(), UTF_8), notice.timestamp()));
        }
        onChange.accept(key);
    }

    /** Sends what was posted; returns when nothing of it runs any more. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        producer.close(PATIENCE);
        try {
            thread.join(PATIENCE);
            read.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
