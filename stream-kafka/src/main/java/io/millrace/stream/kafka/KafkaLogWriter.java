package io.millrace.stream.kafka;

import io.millrace.proto.log.PayloadForm;
import io.millrace.stream.Counters;
import io.millrace.stream.LogHead;
import io.millrace.stream.LogWriter;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Appends one epoch to one topic through the pod's producer. */
final class KafkaLogWriter implements LogWriter {
    private final PathName path;
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final long maxPendingBytes;
    private final InstantSource clock;
    private final Optional<LogHead> head;
    private final Pod pod;
    private final long epoch;
    private final AtomicLong pendingBytes = new AtomicLong();
    private Map<Integer, PayloadForm> forms = Map.of();
    private final ExpectedOffsets offsets;
    private boolean closed;

    /** What all writers of the pod share beside the producer. */
    record Pod(WriterOpener opener, NewestEpochs epochs, Errors errors) {}

    /**
     * What producers did not write.
     *
     * @param refused records that were not taken: too many wait, or the topic is not known
     * @param failed records that were taken and lost
     */
    record Errors(LongAdder refused, LongAdder failed) {
        static Errors of(Counters counters) {
            return new Errors(
                    counters.counter("log_produce_errors", "kind", "refused"),
                    counters.counter("log_produce_errors", "kind", "failed"));
        }
    }

    /**
     * Where the epoch begins.
     *
     * @param startOffset of its start mark
     * @param head of the log before it
     */
    record Beginning(long startOffset, Optional<LogHead> head) {}

    KafkaLogWriter(
            PathName path,
            long epoch,
            Producer<byte[], byte[]> producer,
            Pod pod,
            long maxPendingBytes,
            InstantSource clock,
            Beginning beginning) {
        this.path = path;
        this.epoch = epoch;
        this.pod = pod;
        this.topic = TopicNames.topicOf(path);
        this.producer = producer;
        this.maxPendingBytes = maxPendingBytes;
        this.clock = clock;
        this.head = beginning.head();
        this.offsets = new ExpectedOffsets(beginning.startOffset());
    }

    @Override
    public Optional<LogHead> head() {
        return head;
    }

    @Override
    public boolean append(StreamRecord record, AppendListener onDone) {
        long pending = pendingBytes.get();
        if (pod.epochs().of(path) > epoch) {
            return false;
        }
        if (closed || (pending > 0 && pending + record.sizeBytes() > maxPendingBytes)) {
            return false;
        }
        pendingBytes.addAndGet(record.sizeBytes());
        record.entryPoint().ifPresent(entry -> forms = FormatCodec.forms(entry.tracks()));
        Append append = new Append(record, onDone, Thread.currentThread());
        var _ = producer.send(message(topic, clock, record, forms, offsets.next()), append);
        boolean sent = append.sent();
        if (sent) {
            offsets.taken();
        } else {
            pod.opener().rewarm(topic);
        }
        return sent;
    }

    /** A record without units. */
    static ProducerRecord<byte[], byte[]> message(
            String topic, InstantSource clock, StreamRecord record) {
        return message(topic, clock, record, Map.of(), RecordCodec.NOT_TOLD);
    }

    private static ProducerRecord<byte[], byte[]> message(
            String topic,
            InstantSource clock,
            StreamRecord record,
            Map<Integer, PayloadForm> forms,
            long expectedOffset) {
        byte[] value = RecordCodec.encode(record, forms, expectedOffset);
        return new ProducerRecord<>(topic, 0, clock.millis(), null, value);
    }

    @Override
    public long pendingBytes() {
        return pendingBytes.get();
    }

    @Override
    public void close() {
        closed = true;
    }

    /**
     * One record under way. The producer reports what it cannot take (buffer full, topic unknown)
     * within {@code send}, on the caller's thread: that is a refusal. All else comes later.
     */
    private final class Append implements Callback {
        private final StreamRecord record;
        private final AppendListener onDone;
        private final Thread caller;
        private boolean returned;
        private boolean refused;

        Append(StreamRecord record, AppendListener onDone, Thread caller) {
            this.record = record;
            this.onDone = onDone;
            this.caller = caller;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            pendingBytes.addAndGet(-record.sizeBytes());
            if (Thread.currentThread().equals(caller) && !returned) {
                refused = true;
                pod.errors().refused().increment();
            } else {
                if (failure != null) {
                    pod.errors().failed().increment();
                    offsets.lost();
                }
                onDone.onDone(record, Optional.ofNullable(failure));
            }
        }

        boolean sent() {
            returned = true;
            return !refused;
        }
    }
}
