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

    /** The newest entry point of the newest epoch, else the end. */
    JoinPoint live(TopicPartition partition) throws IOException {
        long begin = begin(partition);
        long end = end(partition);
        LogHeads heads = new LogHeads();
        Optional<JoinPoint> direct = stepBack(partition, begin, end);
        if (direct.isPresent()) {
            return direct.get();
        }
        boolean complete = end <= begin;
        for (long back = 2 * distanceOfLast(partition, begin, end); !complete; back *= 2) {
            long from = Math.max(begin, end - back);
            heads = new LogHeads();
            boolean started = addAll(partition, from, end, heads);
            complete = from == begin || heads.entryOffset().isPresent() || started;
        }
        return new JoinPoint(heads.entryOffset().orElse(end), heads.newestEpoch());
    }

    /** The quick way: the last record says where the newest entry point stands. */
    private Optional<JoinPoint> stepBack(TopicPartition partition, long begin, long end)
            throws IOException {
        Optional<LoggedRecord> last = at(partition, end - 1, begin, end);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        long epoch = last.get().record().epoch();
        long offset = last.get().offset() - last.get().record().entryDistance();
        return at(partition, offset, begin, end)
                .filter(logged -> logged.record().isEntryPoint())
                .filter(logged -> logged.record().epoch() == epoch)
                .map(logged -> new JoinPoint(offset, epoch));
    }

    private long distanceOfLast(TopicPartition partition, long begin, long end) throws IOException {
        long distance =
                at(partition, end - 1, begin, end)
                        .map(logged -> (long) logged.record().entryDistance())
                        .orElse(0L);
        return Math.max(distance, FIRST_STEP_BACK);
    }

    /** Whether the newest epoch was seen to start. */
    private boolean addAll(TopicPartition partition, long from, long to, LogHeads heads)
            throws IOException {
        long[] startedEpoch = {-1};
        read(
                partition,
                from,
                to,
                logged -> {
                    heads.add(logged);
                    if (logged.record().mark() == Mark.START) {
                        startedEpoch[0] = Math.max(startedEpoch[0], logged.record().epoch());
                    }
                    return true;
                });
        return startedEpoch[0] == heads.newestEpoch();
    }

    /** The last entry point written at or before an instant, else the oldest record. */
    JoinPoint since(TopicPartition partition, long epochMillis) throws IOException {
        long begin = begin(partition);
        long end = end(partition);
        Map<TopicPartition, OffsetAndTimestamp> found =
                consumer.offsetsForTimes(Map.of(partition, epochMillis + 1));
        OffsetAndTimestamp after = found.get(partition);
        long instant = after == null ? end : after.offset();
        Optional<JoinPoint> direct = stepBack(partition, begin, instant);
        if (direct.isPresent()) {
            return new JoinPoint(direct.get().offset(), 0);
        }
        long from = instant;
        for (long back = FIRST_STEP_BACK; from > begin; back *= 2) {
            from = Math.max(begin, instant - back);
            LogHeads heads = new LogHeads();
            addAll(partition, from, instant, heads);
            if (heads.entryOffset().isPresent()) {
                return new JoinPoint(heads.entryOffset().getAsLong(), 0);
            }
        }
        return new JoinPoint(begin, 0);
    }

    /** Where the log stands before {@code end}. */
    Optional<LogHead> head(TopicPartition partition, long end) throws IOException {
        long begin = begin(partition);
        if (end <= begin) {
            return Optional.empty();
        }
        long back = distanceOfLast(partition, begin, end) + 1;
        while (true) {
            long from = Math.max(begin, end - back);
            LogHeads heads = new LogHeads();
            addAll(partition, from, end, heads);
            if (heads.head().isPresent() || from == begin) {
                return heads.head();
            }
            back *= 2;
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

    private Optional<LoggedRecord> at(TopicPartition partition, long offset, long begin, long end)
            throws IOException {
        List<LoggedRecord> found = new ArrayList<>(1);
        if (offset >= begin && offset < end) {
            read(
                    partition,
                    offset,
                    offset + 1,
                    logged -> {
                        found.add(logged);
                        return false;
                    });
        }
        return found.stream().findFirst();
    }

    /** Reads [from, to) until the visitor has enough. */
    private void read(TopicPartition partition, long from, long to, Predicate<LoggedRecord> visitor)
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

    private long begin(TopicPartition partition) {
        return offsetIn(consumer.beginningOffsets(List.of(partition)), partition);
    }

    private long end(TopicPartition partition) {
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
