package io.millrace.control;

import static io.millrace.control.KafkaLeaseSettings.TIMEOUT;
import static io.millrace.control.KafkaLeaseSettings.TOPIC;

import io.millrace.stream.Counters;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Kafka say which partitions are this replica's: a member of a consumer group that reads
 * nothing. A replica that dies is missed after 6 s, the shortest time that brokers allow by
 * default; one that stops tells so.
 */
final class KafkaLeaseGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLeaseGroup.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Counters counters;
    private final LeaseLog.Listener listener;
    private final Thread thread;
    private Set<Integer> told = Set.of();
    private volatile boolean closed;

    KafkaLeaseGroup(KafkaLeaseSettings settings, Counters counters, LeaseLog.Listener listener) {
        this.counters = counters;
        this.listener = listener;
        Map<String, Object> properties = new HashMap<>();
        properties.put("group.id", settings.group());
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "latest");
        properties.put("session.timeout.ms", 6_000);
        properties.put("heartbeat.interval.ms", 1_000);
        properties.put("max.poll.interval.ms", 30_000);
        properties.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        this.consumer =
                new KafkaConsumer<>(
                        settings.client("millrace-control-group", properties),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().daemon().name("lease-group").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(TOPIC), new Changes());
            while (!closed) {
                poll();
            }
        } catch (WakeupException stopped) {
            LOG.debug("the group is left", stopped);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() throws InterruptedException {
        try {
            consumer.poll(POLL);
            tell(numbers(consumer.assignment()));
        } catch (WakeupException stopped) {
            throw stopped;
        } catch (KafkaException failed) {
            counters.counter("control_failed_reads").increment();
            LOG.warn("control's group cannot be joined now", failed);
            tell(Set.of());
            Thread.sleep(PAUSE);
        }
    }

    private void tell(Set<Integer> numbers) {
        if (!numbers.equals(told)) {
            told = numbers;
            listener.assigned(numbers);
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(TopicPartition::partition)
                .collect(Collectors.toUnmodifiableSet());
    }

    private final class Changes implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            consumer.pause(consumer.assignment());
            tell(numbers(consumer.assignment()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> removed) {
            Set<Integer> gone = numbers(removed);
            tell(
                    told.stream()
                            .filter(number -> !gone.contains(number))
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    /** Leaves the group, so that others take over at once; returns when the thread has ended. */
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
