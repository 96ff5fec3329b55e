package io.millrace.stream.kafka;

import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a topic for an epoch: waits until the producer knows it, so that {@code send} never has to,
 * and writes the record that shuts older epochs out. Thread-safe, never blocks.
 */
final class WriterOpener {
    private static final long WARM_STEP_MILLIS = 5;
    private static final int WARM_STEPS = 2_000;
    private static final long REWARM_STEP_MILLIS = 20;
    private static final int REWARM_STEPS = 3_000;
    private static final Logger LOG = LoggerFactory.getLogger(WriterOpener.class);

    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final Set<String> rewarming = ConcurrentHashMap.newKeySet();

    WriterOpener(
            Producer<byte[], byte[]> producer,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.producer = producer;
        this.timer = timer;
        this.clock = clock;
    }

    /** The offset of the record that starts the epoch. */
    CompletionStage<Long> start(PathName path, long epoch) {
        CompletableFuture<Long> offset = new CompletableFuture<>();
        timer.execute(() -> warm(TopicNames.topicOf(path), epoch, offset, WARM_STEPS));
        return offset;
    }

    /**
     * The producer did not know the topic, as after a broker's restart: looks it up again, so that
     * the next record need not be refused to begin it. One look-up a topic at a time.
     */
    void rewarm(String topic) {
        if (rewarming.add(topic)) {
            timer.execute(() -> rewarm(topic, REWARM_STEPS));
        }
    }

    private void rewarm(String topic, int stepsLeft) {
        if (stepsLeft == 0 || isKnown(topic)) {
            rewarming.remove(topic);
        } else {
            later(() -> rewarm(topic, stepsLeft - 1), REWARM_STEP_MILLIS);
        }
    }

    /** With no time to wait, asking for the partitions only starts the look-up. */
    private boolean isKnown(String topic) {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (TimeoutException e) {
            LOG.trace("{} is not known yet", topic, e);
            return false;
        }
    }

    private void later(Runnable step, long millis) {
        var _ = timer.schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    private void warm(String topic, long epoch, CompletableFuture<Long> offset, int stepsLeft) {
        if (isKnown(topic)) {
            append(topic, epoch, offset);
        } else if (stepsLeft == 0) {
            offset.completeExceptionally(
                    new IOException("topic " + topic + " is not known in time"));
        } else {
            later(() -> warm(topic, epoch, offset, stepsLeft - 1), WARM_STEP_MILLIS);
        }
    }

    private void append(String topic, long epoch, CompletableFuture<Long> offset) {
        StreamRecord start = new StreamRecord(epoch, 0, 1, Mark.START, Optional.empty(), List.of());
        var _ =
                producer.send(
                        KafkaLogWriter.message(topic, clock, start),
                        (metadata, failure) -> {
                            if (failure == null) {
                                offset.complete(metadata.offset());
                            } else {
                                offset.completeExceptionally(
                                        new IOException(
                                                topic + " takes no records: " + failure, failure));
                            }
                        });
    }
}
