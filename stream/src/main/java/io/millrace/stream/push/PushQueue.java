package io.millrace.stream.push;

import io.millrace.stream.LoggedRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What waits to be pushed. Begins at an entry point. What is too much is left out from its oldest
 * up to the newest entry point, or all of it up to the next to come. Not thread-safe.
 */
final class PushQueue {
    private final Deque<LoggedRecord> records = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;
    private boolean awaitsEntryPoint = true;
    private long droppedUnits;

    PushQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a record with units; the next one of its path. */
    void add(LoggedRecord logged) {
        if (awaitsEntryPoint && !logged.record().isEntryPoint()) {
            droppedUnits += logged.record().units().size();
            return;
        }
        awaitsEntryPoint = false;
        records.add(logged);
        bytes += logged.record().sizeBytes();
        if (bytes > maxBytes) {
            dropUpTo(newestEntryPoint());
        }
    }

    /** Its offset; past all where only the first record is one, or none. */
    private long newestEntryPoint() {
        var newestFirst = records.descendingIterator();
        long first = records.getFirst().offset();
        while (newestFirst.hasNext()) {
            LoggedRecord logged = newestFirst.next();
            if (logged.record().isEntryPoint() && logged.offset() != first) {
                return logged.offset();
            }
        }
        return Long.MAX_VALUE;
    }

    private void dropUpTo(long offset) {
        while (!records.isEmpty() && records.getFirst().offset() < offset) {
            droppedUnits += removeFirst().record().units().size();
        }
        awaitsEntryPoint = records.isEmpty();
    }

    private LoggedRecord removeFirst() {
        LoggedRecord first = records.removeFirst();
        bytes -= first.record().sizeBytes();
        return first;
    }

    Optional<LoggedRecord> first() {
        return Optional.ofNullable(records.peekFirst());
    }

    Optional<LoggedRecord> last() {
        return Optional.ofNullable(records.peekLast());
    }

    Optional<LoggedRecord> poll() {
        return records.isEmpty() ? Optional.empty() : Optional.of(removeFirst());
    }

    /** Forgets all, uncounted; an entry point must come next. */
    void clear() {
        records.clear();
        bytes = 0;
        awaitsEntryPoint = true;
    }

    /** Units left out since this was last asked. */
    long takeDroppedUnits() {
        long dropped = droppedUnits;
        droppedUnits = 0;
        return dropped;
    }
}
