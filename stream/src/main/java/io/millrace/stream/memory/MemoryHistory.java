package io.millrace.stream.memory;

import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A path's records as they were at the time of looking. */
final class MemoryHistory implements LogHistory {
    private final List<LoggedRecord> records;

    /** Takes records in offset order, without a hole between them. */
    MemoryHistory(List<LoggedRecord> records) {
        this.records = records;
    }

    @Override
    public long begin() {
        return records.isEmpty() ? 0 : records.getFirst().offset();
    }

    @Override
    public long end() {
        return begin() + records.size();
    }

    @Override
    public long offsetAt(long epochMillis) {
        for (LoggedRecord logged : records) {
            if (logged.timestampMillis() >= epochMillis) {
                return logged.offset();
            }
        }
        return end();
    }

    @Override
    public Optional<LoggedRecord> record(long offset) {
        long index = Math.max(offset - begin(), 0);
        return index < records.size() ? Optional.of(records.get((int) index)) : Optional.empty();
    }

    @Override
    public void read(long from, long to, Predicate<LoggedRecord> visitor) {
        for (long offset = Math.max(from, begin()); offset < Math.min(to, end()); offset++) {
            if (!visitor.test(records.get((int) (offset - begin())))) {
                return;
            }
        }
    }
}
