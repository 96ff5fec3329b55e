package io.millrace.stream.kafka;

import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A path's topic as it was when the look began. Single records are fetched by a consumer of their
 * own, with so little around them that going through hours is cheap.
 */
final class KafkaHistory implements LogHistory {
    private final TopicPartition partition;
    private final LogScanner scanner;
    private final long begin;
    private final long end;

    KafkaHistory(PathName path, LogScanner scanner) {
        this.partition = PathTopics.partitionOf(path);
        this.scanner = scanner;
        this.begin = scanner.begin(partition);
        this.end = scanner.end(partition);
    }

    @Override
    public long begin() {
        return begin;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long offsetAt(long epochMillis) throws IOException {
        try {
            return Math.min(end, scanner.offsetAt(partition, epochMillis));
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    @Override
    public Optional<LoggedRecord> record(long offset) throws IOException {
        try {
            return scanner.first(partition, Math.max(begin, offset), end);
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    @Override
    public void read(long from, long to, Predicate<LoggedRecord> visitor) throws IOException {
        try {
            scanner.read(partition, Math.max(begin, from), Math.min(to, end), visitor);
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private IOException unreachable(KafkaException cause) {
        return new IOException(
                partition.topic() + " cannot be read back there: " + cause.getMessage(), cause);
    }
}
