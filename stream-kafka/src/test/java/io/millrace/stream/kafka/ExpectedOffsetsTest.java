package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Counters;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What writers say of their records' places, and what a join makes of it. */
class ExpectedOffsetsTest {
    private static final PathName PATH = new PathName("places/a");
    private static final TopicPartition PARTITION = PathTopics.partitionOf(PATH);
    private static final EntryPoint POINT =
            new EntryPoint(
                    List.of(KafkaRig.VIDEO, KafkaRig.AUDIO), new RunningNumbers(0, 0, 0, 0, 0));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    false,
                    new RoundRobinPartitioner(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private KafkaLogWriter writer(long epoch, long startOffset) {
        Counters counters = new Counters();
        return new KafkaLogWriter(
                PATH,
                epoch,
                producer,
                new KafkaLogWriter.Pod(
                        new WriterOpener(producer, timer, InstantSource.system()),
                        new NewestEpochs(),
                        KafkaLogWriter.Errors.of(counters)),
                1 << 20,
                InstantSource.system(),
                new KafkaLogWriter.Beginning(startOffset, Optional.empty()));
    }

    /** The values of a group of pictures, as that writer would append them. */
    private List<byte[]> gop(long epoch, long startOffset, int pictures) {
        KafkaLogWriter writer = writer(epoch, startOffset);
        int before = producer.history().size();
        for (int i = 0; i < pictures; i++) {
            append(writer, epoch, i);
        }
        return producer.history().stream().skip(before).map(sent -> sent.value()).toList();
    }

    private static void append(KafkaLogWriter writer, long epoch, int number) {
        Optional<EntryPoint> entry = number == 0 ? Optional.of(POINT) : Optional.empty();
        StreamRecord record =
                new StreamRecord(
                        epoch,
                        number,
                        number,
                        Mark.NONE,
                        entry,
                        List.of(KafkaRig.video(number * 40L, number == 0)));
        assertTrue(writer.append(record, (_, _) -> {}));
    }

    private static long expected(byte[] value) throws Exception {
        return RecordCodec.decode(ByteBuffer.wrap(value)).expectedOffset();
    }

    @Test
    void append_nothingLost_countsFromTheStart() throws Exception {
        List<byte[]> values = gop(3, 70, 3);
        assertEquals(71, expected(values.get(0)));
        assertEquals(73, expected(values.get(2)));
    }

    @Test
    void append_afterALoss_tellsNothing() throws Exception {
        KafkaLogWriter writer = writer(3, 70);
        append(writer, 3, 0);
        producer.errorNext(new KafkaException("lost"));
        append(writer, 3, 1);
        assertEquals(71, expected(producer.history().get(0).value()));
        assertEquals(RecordCodec.NOT_TOLD, expected(producer.history().get(1).value()));
    }

    /** Only the last record is there to be read, and nothing is searched. */
    @Test
    void live_undisturbedEpoch_isJoinedByItsLastRecordAlone() throws Exception {
        List<byte[]> log = new ArrayList<>(Arrays.asList(new byte[40_000][]));
        log.addAll(gop(3, 39_999, 20));
        try (LogScanner scanner = scanner(log, 40_019, List.of())) {
            assertEquals(new LogScanner.JoinPoint(40_000, 3), scanner.live(PARTITION, 0));
        }
    }

    /** A writer of an older epoch wrote last, as if the newer one had never begun. */
    @Test
    void live_olderWriterWroteLast_isSearchedForTheNewest() throws Exception {
        List<byte[]> log = new ArrayList<>();
        log.add(start(1));
        List<byte[]> old = gop(1, 0, 20);
        log.addAll(old.subList(0, 5));
        log.add(start(2));
        log.addAll(gop(2, 6, 5));
        log.addAll(old.subList(5, 20));
        try (LogScanner scanner = scanner(log, 0, log)) {
            assertEquals(new LogScanner.JoinPoint(7, 2), scanner.live(PARTITION, 0));
        }
        try (LogScanner blind = scanner(log, 0, List.of())) {
            assertThrows(KafkaException.class, () -> blind.live(PARTITION, 0));
        }
    }

    private static byte[] start(long epoch) {
        StreamRecord start = new StreamRecord(epoch, 0, 1, Mark.START, Optional.empty(), List.of());
        return RecordCodec.encode(start, Map.of(), RecordCodec.NOT_TOLD);
    }

    /** Of a topic with these records, whose probe sees them from an offset on. */
    private static LogScanner scanner(List<byte[]> log, long probedFrom, List<byte[]> stretches) {
        return new LogScanner(
                consumer(log, probedFrom, log.size()),
                consumer(stretches, 0, log.size()),
                new ConsumedRecords(new Counters()));
    }

    private static FakeTopic consumer(List<byte[]> log, long from, long end) {
        FakeTopic consumer = new FakeTopic(log, from);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        return consumer;
    }

    /** Gives what there is from its position on; before an offset there is nothing to be had. */
    private static final class FakeTopic extends MockConsumer<byte[], ByteBuffer> {
        private final List<byte[]> log;
        private final long from;

        FakeTopic(List<byte[]> log, long from) {
            super("none");
            this.log = log;
            this.from = from;
        }

        @Override
        public synchronized ConsumerRecords<byte[], ByteBuffer> poll(Duration timeout) {
            long position = position(PARTITION);
            if (position < from || position >= log.size()) {
                throw new KafkaException("nothing to be read at " + position);
            }
            List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>();
            for (long offset = position; offset < log.size(); offset++) {
                ByteBuffer value = ByteBuffer.wrap(log.get((int) offset));
                records.add(new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[0], value));
            }
            seek(PARTITION, log.size());
            return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
        }
    }
}
