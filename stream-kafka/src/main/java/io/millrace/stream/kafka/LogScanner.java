package io.millrace.stream.kafka;

import io.millrace.stream.LogHead;
import io.millrace.stream.LogHeads;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
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
 * Looks into a topic with a consumer of its own: its end, its newest entry point, a time in it.
 * Blocks for some milliseconds; used by one thread at a time.
 */
final class LogScanner implements AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_STEP_BACK = 64;
    private static final long MAX_NEWEST_BYTES = 64L << 20;

    private final Consumer<byte[], ByteBuffer> consumer;
    private final ConsumedRecords decoder;

    LogScanner(Consumer<byte[], ByteBuffer> consumer, ConsumedRecords decoder) {
        this.consumer = consumer;
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
     * @param newestEpoch 0 if there is nothing
     */
    record Head(long newestEpoch, Optional<LogHead> log) {}

    /** The newest entry point of the newest epoch, else the end. */
    JoinPoint live(TopicPartition partition, long knownEpoch) throws IOException {
        long end = end(partition);
        Stretch stretch = new Stretch(partition, begin(partition), end);
        long newest = Math.max(knownEpoch, newestEpoch(stretch));
        return entryPoint(stretch, newest).orElse(new JoinPoint(end, newest));
    }

    /** The last entry point written at or before an instant, else the oldest record. */
    JoinPoint since(TopicPartition partition, long epochMillis) throws IOException {
        long begin = begin(partition);
        long instant = offsetAt(partition, epochMillis + 1);
        Stretch stretch = new Stretch(partition, begin, instant);
        return entryPoint(stretch, newestEpoch(stretch)).orElse(new JoinPoint(begin, 0));
    }

    /** Records of one topic, in [begin, end). */
    private record Stretch(TopicPartition partition, long begin, long end) {}

    /** The last entry point of the given epoch, or of a newer one that comes by. */
    private Optional<JoinPoint> entryPoint(Stretch stretch, long newestEpoch) throws IOException {
        Optional<JoinPoint> direct =
                stepBack(stretch).filter(point -> point.knownEpoch() >= newestEpoch);
        if (direct.isPresent()) {
            return direct;
        }
        long from = stretch.end();
        for (long back = 2 * distanceOfLast(stretch); from > stretch.begin(); back *= 2) {
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

    /** The quick way: the last record says where the newest entry point stands. */
    private Optional<JoinPoint> stepBack(Stretch stretch) throws IOException {
        Optional<LoggedRecord> last = at(stretch, stretch.end() - 1);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        long epoch = last.get().record().epoch();
        long offset = last.get().offset() - last.get().record().entryDistance();
        return at(stretch, offset)
                .filter(logged -> logged.record().isEntryPoint())
                .filter(logged -> logged.record().epoch() == epoch)
                .map(logged -> new JoinPoint(offset, epoch));
    }

    private long distanceOfLast(Stretch stretch) throws IOException {
        long distance =
                at(stretch, stretch.end() - 1)
                        .map(logged -> (long) logged.record().entryDistance())
                        .orElse(0L);
        return Math.max(distance, FIRST_STEP_BACK);
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
     * start, or over more than such a writer can still have had under way.
     */
    private long newestEpoch(Stretch stretch) throws IOException {
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
        Stretch stretch = new Stretch(partition, begin(partition), end);
        if (end <= stretch.begin()) {
            return new Head(0, Optional.empty());
        }
        long newest = newestEpoch(stretch);
        for (long back = distanceOfLast(stretch) + 1; ; back *= 2) {
            long from = Math.max(stretch.begin(), end - back);
            LogHeads heads = new LogHeads();
            boolean started = addAll(stretch, from, heads);
            boolean current = heads.newestEpoch() >= newest;
            boolean entered = heads.entryOffset().isPresent() || started;
            if (from == stretch.begin() || (current && entered && heads.head().isPresent())) {
                return new Head(newest, heads.head());
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

    private Optional<LoggedRecord> at(Stretch stretch, long offset) throws IOException {
        return offset >= stretch.begin() && offset < stretch.end()
                ? first(stretch.partition(), offset, offset + 1)
                : Optional.empty();
    }

    /** Where the first record stands that was written at or after an instant; else the end. */
    long offsetAt(TopicPartition partition, long epochMillis) {
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(partition, epochMillis)).get(partition);
        return found == null ? end(partition) : found.offset();
    }

    /** The first record of [from, to). */
    Optional<LoggedRecord> first(TopicPartition partition, long from, long to) throws IOException {
        List<LoggedRecord> found = new ArrayList<>(1);
        read(
                partition,
                from,
                to,
                logged -> {
                    found.add(logged);
                    return false;
                });
        return found.stream().findFirst();
    }

    /** Reads [from, to) until the visitor has enough. */
    void read(TopicPartition partition, long from, long to, Predicate<LoggedRecord> visitor)
            throws IOException {
        if (from >= to) {
            return;
        }
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        while (consumer.position(partition) < to) {
            for (ConsumerRecord<byte[], ByteBuffer> consumed : consumer.poll(POLL)) {
                if (consumed.offset() >= to) {
                    return;
                }
                Optional<LoggedRecord> logged = decoder.decode(consumed);
                if (logged.isPresent() && !visitor.test(logged.get())) {
                    return;
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(partition.topic() + " does not answer at offset " + from);
            }
        }
    }

    long begin(TopicPartition partition) {
        return offsetIn(consumer.beginningOffsets(List.of(partition)), partition);
    }

    long end(TopicPartition partition) {
        return offsetIn(consumer.endOffsets(List.of(partition)), partition);
    }

    private static long offsetIn(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
