package io.millrace.stream.kafka;

import io.millrace.stream.Counters;
import io.millrace.stream.EpochFence;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;

/**
 * One follower of a path. Near and far poller both bring it records while it is handed over; what
 * it has seen is known by offset, so nothing is missed or comes twice. Thread-safe.
 */
final class KafkaTail implements LogTail {
    private final PathName path;
    private final TopicPartition partition;
    private final StartPosition start;
    private final LogListener listener;
    private final NewestEpochs epochs;
    private final LongAdder fencedRecords;
    private EpochFence fence = new EpochFence(0);
    private long nextOffset = -1;
    private boolean undelivered;
    private boolean unreachable;
    private long heardNanos;
    private volatile boolean ended;

    KafkaTail(
            PathName path,
            StartPosition start,
            LogListener listener,
            NewestEpochs epochs,
            Counters counters) {
        this.path = path;
        this.partition = PathTopics.partitionOf(path);
        this.start = start;
        this.listener = listener;
        this.epochs = epochs;
        this.fencedRecords = counters.counter("log_fenced_records", "path", path.value());
    }

    PathName path() {
        return path;
    }

    TopicPartition partition() {
        return partition;
    }

    StartPosition start() {
        return start;
    }

    boolean isEnded() {
        return ended;
    }

    /** Takes its place in the log, at first and again where the log lost it. */
    synchronized void begin(LogScanner.JoinPoint point) {
        nextOffset = point.offset();
        fence = new EpochFence(Math.max(fence.newestEpoch(), point.knownEpoch()));
        heardNanos = System.nanoTime();
    }

    synchronized long nextOffset() {
        return nextOffset;
    }

    synchronized boolean needs(long offset) {
        return !ended && offset >= nextOffset;
    }

    synchronized void deliver(LoggedRecord logged) {
        if (!needs(logged.offset())) {
            return;
        }
        nextOffset = logged.offset() + 1;
        heardNanos = System.nanoTime();
        reachable(true);
        if (logged.record().epoch() > fence.newestEpoch()) {
            epochs.saw(path, logged.record().epoch());
        }
        if (fence.judge(logged.record()) == EpochFence.Verdict.ADMIT) {
            undelivered = true;
            listener.onRecord(logged);
        } else {
            fencedRecords.increment();
        }
    }

    /** Whether nothing came for so long that the cluster is worth a question. */
    synchronized boolean isSilent(long nowNanos, long millis) {
        return !ended && nowNanos - heardNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** What is known of the cluster; the listener is told of changes. */
    synchronized void reachable(boolean reachable) {
        if (!ended && unreachable == reachable) {
            unreachable = !reachable;
            listener.onReachable(reachable);
        }
    }

    synchronized void endBatch() {
        if (undelivered && !ended) {
            undelivered = false;
            listener.onBatchEnd();
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}
