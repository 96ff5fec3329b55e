package io.millrace.stream.kafka;

import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Opens a topic for an epoch: waits until the producer knows it, so that {@code send} never has to,
 * and writes the record that shuts older epochs out. Thread-safe, never blocks.
 */
final class WriterOpener {
    private static final long WARM_STEP_MILLIS = 5;
    private static final int WARM_STEPS = 2_000;

    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;

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

    /** With no time to wait, asking for the partitions only starts the look-up. */
    private void warm(String topic, long epoch, CompletableFuture<Long> offset, int stepsLeft) {
        try {
            producer.partitionsFor(topic);
        } catch (TimeoutException e) {
            if (stepsLeft == 0) {
                offset.completeExceptionally(
                        new IOException("topic " + topic + " is not known in time", e));
            } else {
                var _ =
                        timer.schedule(
                                () -> warm(topic, epoch, offset, stepsLeft - 1),
                                WARM_STEP_MILLIS,
                                TimeUnit.MILLISECONDS);
            }
            return;
        }
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
