package io.millrace.stream.kafka;

import io.millrace.stream.Counters;
import io.millrace.stream.LoggedRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer and its thread: follows all tails that it was given. Errors of the cluster are
 * waited out for ever, counted. Tails and positions are confined to the thread.
 */
final class TailPoller implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailPoller.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long RETRY_MILLIS = 100;

    private final Consumer<byte[], ByteBuffer> consumer;
    private final ConsumedRecords decoder;
    private final Events events;
    private final LongAdder retries;
    private final Thread thread;
    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, List<KafkaTail>> tails = new HashMap<>();
    private volatile boolean closed;

    /** What a poller tells, on its thread. */
    interface Events {
        /** The tail's place is not in the log any more. */
        void lost(KafkaTail tail);

        /** All records that were fetched of the tail's path were delivered. */
        void advanced(TailPoller poller, KafkaTail tail, boolean caughtUp);
    }

    TailPoller(
            String name,
            Consumer<byte[], ByteBuffer> consumer,
            ConsumedRecords decoder,
            Counters counters,
            Events events) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.events = events;
        this.retries = counters.counter("log_read_retries", "consumer", name);
        this.thread = Thread.ofPlatform().daemon().name("kafka-tail-" + name).unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Follows the tail from its next offset on. */
    void follow(KafkaTail tail) {
        command(() -> add(tail));
    }

    /** Lets the tail go; another poller has it, or it ended. */
    void release(KafkaTail tail) {
        command(() -> remove(tail));
    }

    private void command(Runnable command) {
        commands.add(command);
        consumer.wakeup();
    }

    /** Tails of one path share its position: the lowest that one of them needs. */
    private void add(KafkaTail tail) {
        TopicPartition partition = tail.partition();
        List<KafkaTail> sharing = tails.computeIfAbsent(partition, _ -> new ArrayList<>());
        if (!sharing.contains(tail)) {
            sharing.add(tail);
        }
        consumer.assign(tails.keySet());
        consumer.seek(
                partition, sharing.stream().mapToLong(KafkaTail::nextOffset).min().orElseThrow());
    }

    private void remove(KafkaTail tail) {
        List<KafkaTail> sharing = tails.get(tail.partition());
        if (sharing != null && sharing.remove(tail) && sharing.isEmpty()) {
            tails.remove(tail.partition());
            consumer.assign(tails.keySet());
        }
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                runCommands();
                if (!tails.isEmpty()) {
                    deliver(consumer.poll(POLL));
                }
            } catch (WakeupException e) {
                LOG.trace("Woken for commands", e);
            } catch (OffsetOutOfRangeException e) {
                giveUp(e.partitions());
            } catch (InterruptException e) {
                closed = true;
            } catch (KafkaException e) {
                waitOut(e);
            }
        }
        consumer.close();
    }

    private void runCommands() {
        Runnable command = tails.isEmpty() ? awaitCommand() : commands.poll();
        while (command != null) {
            command.run();
            command = commands.poll();
        }
    }

    private Runnable awaitCommand() {
        try {
            return commands.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            return () -> {};
        }
    }

    private void deliver(ConsumerRecords<byte[], ByteBuffer> records) {
        for (TopicPartition partition : records.partitions()) {
            List<KafkaTail> sharing = List.copyOf(tails.getOrDefault(partition, List.of()));
            for (ConsumerRecord<byte[], ByteBuffer> consumed : records.records(partition)) {
                deliver(consumed, sharing);
            }
            sharing.forEach(KafkaTail::endBatch);
        }
        tellAdvanced(records.partitions());
    }

    private void deliver(ConsumerRecord<byte[], ByteBuffer> consumed, List<KafkaTail> sharing) {
        boolean needed = false;
        for (KafkaTail tail : sharing) {
            needed |= tail.needs(consumed.offset());
        }
        Optional<LoggedRecord> logged = needed ? decoder.decode(consumed) : Optional.empty();
        if (logged.isPresent()) {
            for (KafkaTail tail : sharing) {
                tail.deliver(logged.get());
            }
        }
    }

    private void tellAdvanced(Set<TopicPartition> delivered) {
        Iterator<Map.Entry<TopicPartition, List<KafkaTail>>> all = tails.entrySet().iterator();
        boolean removed = false;
        while (all.hasNext()) {
            Map.Entry<TopicPartition, List<KafkaTail>> entry = all.next();
            entry.getValue().removeIf(KafkaTail::isEnded);
            if (entry.getValue().isEmpty()) {
                all.remove();
                removed = true;
                continue;
            }
            boolean caughtUp = consumer.currentLag(entry.getKey()).orElse(1) == 0;
            if (caughtUp || delivered.contains(entry.getKey())) {
                entry.getValue().forEach(tail -> events.advanced(this, tail, caughtUp));
            }
        }
        if (removed) {
            consumer.assign(tails.keySet());
        }
    }

    private void giveUp(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            List<KafkaTail> sharing = tails.remove(partition);
            if (sharing != null) {
                sharing.forEach(events::lost);
            }
        }
        consumer.assign(tails.keySet());
    }

    private void waitOut(KafkaException failure) {
        retries.increment();
        LOG.warn("Reading from Kafka is tried again: {}", failure.toString());
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Waits for the thread; blocks. */
    @Override
    public void close() {
        closed = true;
        command(() -> {});
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
