package io.millrace.stream.memory;

import io.millrace.stream.EpochFence;
import io.millrace.stream.LogHead;
import io.millrace.stream.LogHeads;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LogWriter;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamRecord;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One path of the log in memory. Guarded by its own lock; listeners are called without it. */
final class MemoryPathLog {
    private static final long MAX_PENDING_BYTES = 8L << 20;

    private final long maxBytes;
    private final InstantSource clock;
    private final Executor delivery;
    private final Deque<LoggedRecord> records = new ArrayDeque<>();
    private final List<Tail> tails = new ArrayList<>();
    private long nextOffset;
    private long sizeBytes;
    private boolean closed;

    MemoryPathLog(long maxBytes, InstantSource clock, Executor delivery) {
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.delivery = delivery;
    }

    synchronized LogWriter openWriter(long epoch) {
        LogHeads heads = heads();
        add(new StreamRecord(epoch, 0, 1, Mark.START, Optional.empty(), List.of()));
        delivery.execute(this::deliver);
        return new Writer(heads.head());
    }

    private LogHeads heads() {
        LogHeads heads = new LogHeads();
        records.forEach(heads::add);
        return heads;
    }

    private void add(StreamRecord record) {
        records.add(new LoggedRecord(nextOffset++, clock.millis(), record));
        sizeBytes += record.sizeBytes();
        while (sizeBytes > maxBytes && records.size() > 1) {
            sizeBytes -= records.removeFirst().record().sizeBytes();
        }
    }

    synchronized List<LoggedRecord> newest(int count) {
        return records.stream().skip(Math.max(0, records.size() - count)).toList();
    }

    synchronized LogTail tail(StartPosition start, LogListener listener) {
        LogHeads heads = heads();
        long offset =
                switch (start) {
                    case StartPosition.Live() -> heads.entryOffset().orElse(nextOffset);
                    case StartPosition.Since(long epochMillis) -> entryBefore(epochMillis);
                };
        long knownEpoch = start instanceof StartPosition.Live ? heads.newestEpoch() : 0;
        Tail tail = new Tail(offset, new EpochFence(knownEpoch), listener);
        tails.add(tail);
        delivery.execute(this::deliver);
        return tail;
    }

    private long entryBefore(long epochMillis) {
        long found = -1;
        for (LoggedRecord logged : records) {
            if (logged.record().isEntryPoint()
                    && (found < 0 || logged.timestampMillis() <= epochMillis)) {
                found = logged.offset();
            }
        }
        return found < 0 ? nextOffset : found;
    }

    /** On the delivery thread: brings every tail up to the end. */
    private void deliver() {
        List<Tail> now;
        synchronized (this) {
            now = List.copyOf(tails);
        }
        now.forEach(Tail::deliver);
    }

    private synchronized List<LoggedRecord> from(long offset) {
        List<LoggedRecord> found = new ArrayList<>();
        Iterator<LoggedRecord> newestFirst = records.descendingIterator();
        while (newestFirst.hasNext()) {
            LoggedRecord logged = newestFirst.next();
            if (logged.offset() < offset) {
                break;
            }
            found.add(logged);
        }
        return found.reversed();
    }

    synchronized void close() {
        closed = true;
        tails.clear();
    }

    private final class Tail implements LogTail {
        private final EpochFence fence;
        private final LogListener listener;
        private long offset;
        private volatile boolean ended;

        Tail(long offset, EpochFence fence, LogListener listener) {
            this.offset = offset;
            this.fence = fence;
            this.listener = listener;
        }

        void deliver() {
            boolean any = false;
            for (LoggedRecord logged : from(offset)) {
                offset = logged.offset() + 1;
                if (!ended && fence.judge(logged.record()) == EpochFence.Verdict.ADMIT) {
                    listener.onRecord(logged);
                    any = true;
                }
            }
            if (any && !ended) {
                listener.onBatchEnd();
            }
        }

        @Override
        public void close() {
            ended = true;
            synchronized (MemoryPathLog.this) {
                tails.remove(this);
            }
        }
    }

    private final class Writer implements LogWriter {
        private final Optional<LogHead> head;
        private long pendingBytes;
        private boolean ended;

        Writer(Optional<LogHead> head) {
            this.head = head;
        }

        @Override
        public Optional<LogHead> head() {
            return head;
        }

        @Override
        public boolean append(StreamRecord record, AppendListener onDone) {
            synchronized (MemoryPathLog.this) {
                if (closed || ended || pendingBytes > MAX_PENDING_BYTES) {
                    return false;
                }
                add(record);
                pendingBytes += record.sizeBytes();
            }
            delivery.execute(() -> acknowledge(record, onDone));
            return true;
        }

        private void acknowledge(StreamRecord record, AppendListener onDone) {
            synchronized (MemoryPathLog.this) {
                pendingBytes -= record.sizeBytes();
            }
            onDone.onDone(record, Optional.empty());
            MemoryPathLog.this.deliver();
        }

        @Override
        public long pendingBytes() {
            synchronized (MemoryPathLog.this) {
                return pendingBytes;
            }
        }

        @Override
        public void close() {
            synchronized (MemoryPathLog.this) {
                ended = true;
            }
        }
    }
}
