package io.millrace.stream.kafka;

import io.millrace.kafka.embedded.EmbeddedKafka;
import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Counters;
import io.millrace.stream.LogListener;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.StartPosition;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real broker, a log on it and a publisher's way in. */
final class KafkaRig implements AutoCloseable {
    static final Track VIDEO =
            new Track(0, new H264Format(List.of(Bytes.ofHex("6742")), List.of(Bytes.ofHex("68"))));
    static final Track AUDIO = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));

    /** Longer than a broker takes to come back on a slow machine. */
    private static final long MAX_STALL_MILLIS = 180_000;

    private final Path data;
    final Counters counters = new Counters();
    final MemoryLeases leases = new MemoryLeases();
    private final ThreadTicker ticker = new ThreadTicker();
    EmbeddedKafka kafka;
    final KafkaStreamLog log;
    final LogPublishing publishing;

    KafkaRig(Path data) throws IOException {
        this.data = data;
        kafka = EmbeddedKafka.start(data, 0);
        log =
                new KafkaStreamLog(
                        KafkaSettings.defaults(kafka.bootstrapServers()),
                        counters,
                        InstantSource.system());
        publishing =
                new LogPublishing(
                        log,
                        leases,
                        new PublishSettings(
                                2_000,
                                MAX_STALL_MILLIS,
                                PublishSettings.defaults().maxRecordBytes()),
                        counters,
                        InstantSource.system(),
                        ticker);
    }

    /** The log as another pod has it, which knows nothing of this one. */
    KafkaStreamLog pod() {
        return new KafkaStreamLog(
                KafkaSettings.defaults(kafka.bootstrapServers()),
                new Counters(),
                InstantSource.system());
    }

    void restartBroker() throws IOException {
        kafka.close();
        startBroker();
    }

    void startBroker() throws IOException {
        kafka = EmbeddedKafka.start(data, kafka.port());
    }

    Publisher publish(PathName path) throws Exception {
        PublishRequest request = PublishRequest.internal(path, "test", List.of(VIDEO, AUDIO));
        return publishing.publish(request, _ -> {}).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    static Unit video(long millis, boolean randomAccess) {
        return new Unit(0, millis * 90, millis * 90, 0, randomAccess, new byte[2_000]);
    }

    /** Waits until all that was published is in the log. */
    void settle(PathName path, long units) throws InterruptedException {
        while (counters.counter("publish_units", "path", path.value()).sum() < units) {
            Thread.sleep(2);
        }
    }

    Following follow(PathName path, StartPosition start) {
        return follow(log, path, start);
    }

    static Following follow(KafkaStreamLog log, PathName path, StartPosition start) {
        Following following = new Following();
        following.tail = log.tail(path, start, following);
        return following;
    }

    @Override
    public void close() {
        publishing.close();
        log.close();
        ticker.close();
        kafka.close();
    }

    /** What a tail delivered. */
    static final class Following implements LogListener {
        final BlockingQueue<LoggedRecord> records = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> reachable = new LinkedBlockingQueue<>();
        AutoCloseable tail = () -> {};

        @Override
        public void onRecord(LoggedRecord record) {
            records.add(record);
        }

        @Override
        public void onBatchEnd() {}

        @Override
        public void onReachable(boolean now) {
            reachable.add(now);
        }

        @Override
        public void onFailure(Exception failure) {
            throw new IllegalStateException(failure);
        }

        /** The next record with units. */
        LoggedRecord next() throws InterruptedException {
            while (true) {
                LoggedRecord record = records.poll(120, TimeUnit.SECONDS);
                if (record == null) {
                    throw new IllegalStateException("no record came");
                }
                if (!record.record().units().isEmpty()) {
                    return record;
                }
            }
        }
    }
}
