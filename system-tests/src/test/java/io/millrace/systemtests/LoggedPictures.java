package io.millrace.systemtests;

import io.millrace.stream.Counters;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.kafka.KafkaSettings;
import io.millrace.stream.kafka.KafkaStreamLog;
import io.millrace.systemtests.NumberedPictures.Label;
import io.millrace.testkit.client.H264Picture;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the log holds of a path, as every reader must bring it: {@link NumberedPictures} in order.
 */
final class LoggedPictures implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final KafkaStreamLog log;

    LoggedPictures(String bootstrap) {
        this.log =
                new KafkaStreamLog(
                        KafkaSettings.defaults(bootstrap), new Counters(), InstantSource.system());
    }

    /**
     * What there is of a path.
     *
     * @param gaps how many records say that units before them were dropped
     */
    record Content(List<Label> pictures, long gaps) {}

    /** All up to now. */
    Content read(String path) throws Exception {
        PathName name = new PathName(path);
        long end =
                log.newest(name)
                        .toCompletableFuture()
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .map(LoggedRecord::offset)
                        .orElse(-1L);
        Collector collector = new Collector(end);
        try (LogTail _ = log.tail(name, new StartPosition.Since(0), collector)) {
            return collector.result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static final class Collector implements LogListener {
        private final long end;
        private long gaps;
        private final List<Label> labels = new ArrayList<>();
        private final CompletableFuture<Content> result = new CompletableFuture<>();

        Collector(long end) {
            this.end = end;
        }

        @Override
        public void onRecord(LoggedRecord logged) {
            if (logged.record().mark() == Mark.GAP) {
                gaps++;
            }
            logged.record()
                    .units()
                    .forEach(unit ->
                            labels.add(
                                    NumberedPictures.label(
                                            H264Picture.ofLengthPrefixed(unit.payload(), 0))));
            if (logged.offset() >= end) {
                result.complete(new Content(List.copyOf(labels), gaps));
            }
        }

        @Override
        public void onBatchEnd() {
            // complete when the end has come by
        }

        @Override
        public void onFailure(Exception failure) {
            result.completeExceptionally(failure);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
