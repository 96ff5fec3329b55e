package io.millrace.stream.kafka;

import io.millrace.stream.LogHead;
import io.millrace.stream.LogHeads;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks into a topic with consumers of its own: its end, its newest entry point, a time in it. One
 * reads single records, with little around them, the other stretches. Blocks for some milliseconds;
 * used by one thread at a time.
 */
final class LogScanner implements AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_STEP_BACK = 64;
    private static final long MAX_NEWEST_BYTES = 64L << 20;

    private final Consumer<byte[], ByteBuffer> probe;
    private final Consumer<byte[], ByteBuffer> stretches;
    private final ConsumedRecords decoder;

    LogScanner(
            Consumer<byte[], ByteBuffer> probe,
            Consumer<byte[], ByteBuffer> stretches,
            ConsumedRecords decoder) {
        this.probe = probe;
        this.stretches = stretches;
        this.decoder = decoder;
    }

    /**
     * Where a reader begins.
     *
     * @param offset of an entry point; of the topic's end where there is none to begin at
     * @param knownEpoch newest epoch seen on the way
     */
    record JoinPoint(long offset, long knownEpoch) {}

    /**
     * What a writer must know of the log before it.
     *
     * @param end offset that the writer's own records begin at
     * @param newestEpoch 0 if there is nothing
     */
    record Head(long end, long newestEpoch, Optional<LogHead> log) {}

    /** The newest entry point of the newest epoch, else the end. */
    JoinPoint live(TopicPartition partition, long knownEpoch) throws IOException {
        long end = end(partition);
        Stretch stretch = stretch(partition, begin(partition), end);
        long newest = Math.max(knownEpoch, newestEpoch(stretch));
        return entryPoint(stretch, newest).orElse(new JoinPoint(end, newest));
    }

    /** The last entry point written at or before an instant, else the oldest record. */
    JoinPoint since(TopicPartition partition, long epochMillis) throws IOException {
        long begin = begin(partition);
        Stretch stretch = stretch(partition, begin, offsetAt(partition, epochMillis + 1));
        return entryPoint(stretch, newestEpoch(stretch)).orElse(new JoinPoint(begin, 0));
    }

    /**
     * Records of one topic, in [begin, end).
     *
     * @param last empty if there is none, or it cannot be read
     */
    private record Stretch(
            TopicPartition partition, long begin, long end, Optional<PlacedRecord> last) {
        /** How far back it is at least worth to look. */
        private long firstStepBack() {
            return Math.max(
                    FIRST_STEP_BACK,
                    last.map(placed -> (long) placed.logged().record().entryDistance()).orElse(0L));
        }
    }

    private Stretch stretch(TopicPartition partition, long begin, long end) throws IOException {
        List<PlacedRecord> last = new ArrayList<>(1);
        if (end > begin) {
            poll(
                    probe,
                    new Stretch(partition, end - 1, end, Optional.empty()),
                    consumed -> {
                        decoder.placed(consumed).ifPresent(last::add);
                        return false;
                    });
        }
        return new Stretch(partition, begin, end, last.stream().findFirst());
    }

    /** The last entry point of the given epoch, or of a newer one that comes by. */
    private Optional<JoinPoint> entryPoint(Stretch stretch, long newestEpoch) throws IOException {
        Optional<JoinPoint> direct =
                stepBack(stretch).filter(point -> point.knownEpoch() >= newestEpoch);
        if (direct.isPresent()) {
            return direct;
        }
        long from = stretch.end();
        for (long back = 2 * stretch.firstStepBack(); from > stretch.begin(); back *= 2) {
            from = Math.max(stretch.begin(), stretch.end() - back);
            LogHeads heads = new LogHeads(newestEpoch);
            boolean started = addAll(stretch, from, heads);
            if (heads.entryOffset().isPresent()) {
                return Optional.of(
                        new JoinPoint(heads.entryOffset().getAsLong(), heads.newestEpoch()));
            }
            if (started) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * The quick way: the last record says where the newest entry point stands. That is looked at,
     * unless nobody else wrote in between.
     */
    private Optional<JoinPoint> stepBack(Stretch stretch) throws IOException {
        if (stretch.last().isEmpty()) {
            return Optional.empty();
        }
        StreamRecord last = stretch.last().get().logged().record();
        long offset = stretch.end() - 1 - last.entryDistance();
        if (offset < stretch.begin()) {
            return Optional.empty();
        }
        JoinPoint point = new JoinPoint(offset, last.epoch());
        if (stretch.last().get().undisturbed() && !last.units().isEmpty()) {
            return Optional.of(point);
        }
        return first(stretch.partition(), offset, offset + 1)
                .filter(logged -> logged.record().isEntryPoint())
                .filter(logged -> logged.record().epoch() == last.epoch())
                .map(_ -> point);
    }

    /** Whether the newest epoch was seen to start. */
    private boolean addAll(Stretch stretch, long from, LogHeads heads) throws IOException {
        long[] startedEpoch = {-1};
        read(
                stretch.partition(),
                from,
                stretch.end(),
                logged -> {
                    heads.add(logged);
                    if (logged.record().mark() == Mark.START) {
                        startedEpoch[0] = Math.max(startedEpoch[0], logged.record().epoch());
                    }
                    return true;
                });
        return startedEpoch[0] == heads.newestEpoch();
    }

    /**
     * The newest epoch, even if a writer that lost its lease wrote last: looks back to the epoch's
     * start, or over more than such a writer can still have had under way. Where the last record
     * tells that nobody else wrote since its epoch began, there is nothing to look for.
     */
    private long newestEpoch(Stretch stretch) throws IOException {
        Optional<PlacedRecord> undisturbed = stretch.last().filter(PlacedRecord::undisturbed);
        if (undisturbed.isPresent()) {
            return undisturbed.get().logged().record().epoch();
        }
        EpochSearch search = new EpochSearch();
        long to = stretch.end();
        for (long step = FIRST_STEP_BACK; to > stretch.begin() && !search.isOver(); step *= 2) {
            long from = Math.max(stretch.begin(), to - step);
            read(stretch.partition(), from, to, search);
            search.endStep();
            to = from;
        }
        return search.newest();
    }

    /** Where the log stands before {@code end}. */
    Head head(TopicPartition partition, long end) throws IOException {
        Stretch stretch = stretch(partition, begin(partition), end);
        if (end <= stretch.begin()) {
            return new Head(end, 0, Optional.empty());
        }
        long newest = newestEpoch(stretch);
        for (long back = stretch.firstStepBack() + 1; ; back *= 2) {
            long from = Math.max(stretch.begin(), end - back);
            LogHeads heads = new LogHeads();
            boolean started = addAll(stretch, from, heads);
            boolean current = heads.newestEpoch() >= newest;
            boolean entered = heads.entryOffset().isPresent() || started;
            if (from == stretch.begin() || (current && entered && heads.head().isPresent())) {
                return new Head(end, newest, heads.head());
            }
        }
    }

    /** The newest records, oldest first, within a limit of bytes. */
    List<LoggedRecord> newest(TopicPartition partition, int count) throws IOException {
        long begin = begin(partition);
        long end = end(partition);
        Deque<LoggedRecord> records = new ArrayDeque<>();
        long[] sizeBytes = {0};
        read(
                partition,
                Math.max(begin, end - count),
                end,
                logged -> {
                    records.add(logged);
                    sizeBytes[0] += logged.record().sizeBytes();
                    while (sizeBytes[0] > MAX_NEWEST_BYTES && records.size() > 1) {
                        sizeBytes[0] -= records.removeFirst().record().sizeBytes();
                    }
                    return true;
                });
        return new ArrayList<>(records);
    }

    /** Where the first record stands that was written at or after an instant; else the end. */
    long offsetAt(TopicPartition partition, long epochMillis) {
        OffsetAndTimestamp found =
                probe.offsetsForTimes(Map.of(partition, epochMillis)).get(partition);
        return found == null ? end(partition) : found.offset();
    }

    /** The first record of [from, to). */
    Optional<LoggedRecord> first(TopicPartition partition, long from, long to) throws IOException {
        List<LoggedRecord> found = new ArrayList<>(1);
        poll(
                probe,
                new Stretch(partition, from, to, Optional.empty()),
                consumed -> {
                    decoder.decode(consumed).ifPresent(found::add);
                    return found.isEmpty();
                });
        return found.stream().findFirst();
    }

    /** Reads [from, to) until the visitor has enough. */
    void read(TopicPartition partition, long from, long to, Predicate<LoggedRecord> visitor)
            throws IOException {
        poll(
                stretches,
                new Stretch(partition, from, to, Optional.empty()),
                consumed -> decoder.decode(consumed).map(visitor::test).orElse(true));
    }

    private static void poll(
            Consumer<byte[], ByteBuffer> consumer,
            Stretch stretch,
            Predicate<ConsumerRecord<byte[], ByteBuffer>> visitor)
            throws IOException {
        TopicPartition partition = stretch.partition();
        if (stretch.begin() >= stretch.end()) {
            return;
        }
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        consumer.assign(List.of(partition));
        consumer.seek(partition, stretch.begin());
        while (consumer.position(partition) < stretch.end()) {
            for (ConsumerRecord<byte[], ByteBuffer> consumed : consumer.poll(POLL)) {
                if (consumed.offset() >= stretch.end() || !visitor.test(consumed)) {
                    return;
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        partition.topic() + " does not answer at offset " + stretch.begin());
            }
        }
    }

    long begin(TopicPartition partition) {
        return offsetIn(probe.beginningOffsets(List.of(partition)), partition);
    }

    long end(TopicPartition partition) {
        return offsetIn(probe.endOffsets(List.of(partition)), partition);
    }

    private static long offsetIn(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        probe.close();
        stretches.close();
    }
}
