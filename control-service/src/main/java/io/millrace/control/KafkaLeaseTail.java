package io.millrace.control;

import static io.millrace.control.KafkaLeaseSettings.TIMEOUT;
import static io.millrace.control.KafkaLeaseSettings.TOPIC;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all partitions from the beginning, for ever, on a thread of its own. */
final class KafkaLeaseTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLeaseTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Counters counters;
    private final LeaseLog.Listener listener;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closed;

    KafkaLeaseTail(
            KafkaLeaseSettings settings,
            int partitionCount,
            Counters counters,
            LeaseLog.Listener listener) {
        this.partitions =
                IntStream.range(0, partitionCount)
                        .mapToObj(number -> new TopicPartition(TOPIC, number))
                        .toList();
        this.counters = counters;
        this.listener = listener;
        this.consumer =
                new KafkaConsumer<>(
                        settings.client(
                                "millrace-control-tail",
                                Map.of(
                                        "enable.auto.commit",
                                        false,
                                        "auto.offset.reset",
                                        "earliest",
                                        "default.api.timeout.ms",
                                        (int) TIMEOUT.toMillis())),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().daemon().name("lease-tail").unstarted(this::run);
    }

    /** Returns when all is told that was in the log at the beginning. */
    void start() throws IOException {
        thread.start();
        try {
            caughtUp.get();
        } catch (ExecutionException failed) {
            throw new IOException(
                    "the leases cannot be read: " + KafkaLeaseTopic.reason(failed), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private void run() {
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!closed) {
                if (!caughtUp.isDone() && isPast(ends)) {
                    caughtUp.complete(null);
                }
                poll();
            }
        } catch (WakeupException stopped) {
            LOG.debug("the tail stops", stopped);
        } catch (KafkaException | InterruptedException failed) {
            LOG.error("the leases are not read any more", failed);
            caughtUp.completeExceptionally(failed);
        } finally {
            caughtUp.completeExceptionally(new IOException("stopped"));
        }
    }

    private boolean isPast(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void poll() throws InterruptedException {
        ConsumerRecords<String, byte[]> records;
        try {
            records = consumer.poll(caughtUp.isDone() ? POLL : Duration.ofMillis(100));
        } catch (WakeupException stopped) {
            throw stopped;
        } catch (KafkaException failed) {
            if (!caughtUp.isDone()) {
                throw failed;
            }
            counters.counter("control_failed_reads").increment();
            LOG.warn("the leases cannot be read now", failed);
            Thread.sleep(PAUSE);
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            List<LogEntry> entries = new ArrayList<>();
            records.records(partition).forEach(record -> decode(record, entries));
            listener.entries(partition.partition(), entries);
        }
    }

    private void decode(ConsumerRecord<String, byte[]> record, List<LogEntry> entries) {
        try {
            LeaseRecords.parse(record.key(), record.value()).ifPresent(entries::add);
        } catch (InvalidProtocolBufferException malformed) {
            counters.counter("control_malformed_records").increment();
            LOG.warn(
                    "record {} of {}-{} is skipped: {}",
                    record.offset(),
                    TOPIC,
                    record.partition(),
                    malformed.toString());
        }
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
