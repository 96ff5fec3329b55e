package io.millrace.stream.kafka;

import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import java.util.Optional;
import java.util.function.Predicate;

/** Of a path that has no topic. */
final class NoHistory implements LogHistory {
    @Override
    public long begin() {
        return 0;
    }

    @Override
    public long end() {
        return 0;
    }

    @Override
    public long offsetAt(long epochMillis) {
        return 0;
    }

    @Override
    public Optional<LoggedRecord> record(long offset) {
        return Optional.empty();
    }

    @Override
    public void read(long from, long to, Predicate<LoggedRecord> visitor) {}
}
