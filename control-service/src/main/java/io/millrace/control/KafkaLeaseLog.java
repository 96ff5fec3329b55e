package io.millrace.control;

import static io.millrace.control.KafkaLeaseSettings.TIMEOUT;
import static io.millrace.control.KafkaLeaseSettings.TOPIC;

import io.millrace.stream.Counters;
import io.millrace.stream.kafka.KafkaCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Lease records on a compacted topic of several partitions: see {@link LeaseRecords}. */
final class KafkaLeaseLog implements LeaseLog {
    private final KafkaLeaseSettings settings;
    private final Counters counters;
    private final KafkaProducer<String, LogEntry> producer;
    private int partitions;
    private @Nullable KafkaLeaseTail tail;
    private @Nullable KafkaLeaseGroup group;

    /** Connects in the background. */
    KafkaLeaseLog(KafkaLeaseSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
        this.producer =
                new KafkaProducer<>(
                        settings.client(
                                "millrace-control",
                                Map.of(
                                        "acks",
                                        "all",
                                        "linger.ms",
                                        0,
                                        "max.block.ms",
                                        TIMEOUT.toMillis() / 2,
                                        "request.timeout.ms",
                                        (int) TIMEOUT.toMillis() / 2,
                                        "delivery.timeout.ms",
                                        (int) TIMEOUT.toMillis())),
                        new StringSerializer(),
                        (_, entry) -> LeaseRecords.value(entry));
    }

    @Override
    public int open() throws IOException {
        partitions = KafkaLeaseTopic.prepare(settings);
        return partitions;
    }

    @Override
    public void follow(Listener listener) throws IOException {
        KafkaLeaseTail reading = new KafkaLeaseTail(settings, partitions, counters, listener);
        tail = reading;
        reading.start();
        if (settings.group().isEmpty()) {
            listener.assigned(
                    IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()));
        } else {
            KafkaLeaseGroup joining = new KafkaLeaseGroup(settings, counters, listener);
            group = joining;
            joining.start();
        }
    }

    @Override
    public CompletionStage<Void> append(int partition, List<LogEntry> entries) {
        return CompletableFuture.allOf(
                entries.stream()
                        .map(entry -> record(partition, entry))
                        .map(record -> KafkaCalls.send(producer, record))
                        .toArray(CompletableFuture[]::new));
    }

    private static ProducerRecord<String, LogEntry> record(int partition, LogEntry entry) {
        return new ProducerRecord<>(TOPIC, partition, LeaseRecords.key(entry), entry);
    }

    /** Leaves the group first, so that another replica takes over at once. */
    @Override
    public void close() {
        if (group != null) {
            group.close();
        }
        if (tail != null) {
            tail.close();
        }
        producer.close(Duration.ofSeconds(2));
    }
}
