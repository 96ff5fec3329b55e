package io.millrace.stream.kafka;

import io.millrace.stream.Counters;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes what consumers fetched; malformed records are counted and skipped. Thread-safe. */
final class ConsumedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumedRecords.class);

    private final Counters counters;

    ConsumedRecords(Counters counters) {
        this.counters = counters;
    }

    Optional<LoggedRecord> decode(ConsumerRecord<byte[], ByteBuffer> consumed) {
        return placed(consumed).map(PlacedRecord::logged);
    }

    /** Likewise, with what its place in the log says. */
    Optional<PlacedRecord> placed(ConsumerRecord<byte[], ByteBuffer> consumed) {
        @Nullable ByteBuffer value = consumed.value();
        try {
            if (value == null) {
                throw new MalformedRecordException("no value");
            }
            RecordCodec.Decoded decoded = RecordCodec.decode(value);
            LoggedRecord logged =
                    new LoggedRecord(consumed.offset(), consumed.timestamp(), decoded.record());
            return Optional.of(new PlacedRecord(logged, decoded.isExpectedAt(consumed.offset())));
        } catch (MalformedRecordException e) {
            String path =
                    TopicNames.pathOf(consumed.topic())
                            .map(PathName::value)
                            .orElse(consumed.topic());
            counters.counter("log_malformed_records", "path", path).increment();
            LOG.warn("path={} offset={} is skipped: {}", path, consumed.offset(), e.getMessage());
            return Optional.empty();
        }
    }
}
