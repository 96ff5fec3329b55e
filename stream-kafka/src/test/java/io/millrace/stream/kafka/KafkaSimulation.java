package io.millrace.stream.kafka;

import io.millrace.media.Unit;
import io.millrace.stream.CheckedSink;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.FaultyLog;
import io.millrace.stream.Leases;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Reader;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.TestFlavour;
import io.millrace.stream.TestMedia;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One path on a real broker under random publishers on two pods that die, return and go on writing
 * without a lease, and readers of every speed on a third. What happens comes from a seed; when,
 * from the machine.
 */
final class KafkaSimulation implements AutoCloseable {
    private static final int STEPS = 150;
    private static final long STEP_MILLIS = 10;
    private static final int LEAST_TAKEN = 30;
    private static final long READ_LIMIT_SECONDS = 30;

    private final KafkaRig rig;
    private final PathName path;
    private final Random random;
    private final Counters counters = new Counters();
    private final ThreadTicker ticker = new ThreadTicker();
    private final DefaultEventExecutor eventLoop = new DefaultEventExecutor();
    private final TestFlavour flavour = new TestFlavour("sim");
    private final Map<Long, NavigableMap<Long, StreamRecord>> acknowledged =
            new ConcurrentHashMap<>();
    private final List<KafkaStreamLog> logs = new ArrayList<>();
    private final List<LogPublishing> publishing = new ArrayList<>();
    private final List<Camera> cameras = new ArrayList<>();
    private final List<CheckedReader> readers = new ArrayList<>();
    private final AtomicLong epochs = new AtomicLong();
    private LogReading pod;
    private int restarts;
    long taken;

    private record CheckedReader(CheckedSink sink, Reader reader) {}

    KafkaSimulation(KafkaRig rig, long seed, int restarts) {
        this.rig = rig;
        this.restarts = restarts;
        path = new PathName("sim/" + seed);
        random = new Random(seed);
        publishing.add(publishingPod());
        publishing.add(publishingPod());
        pod = readingPod();
    }

    private KafkaStreamLog log() {
        KafkaStreamLog log = rig.pod();
        logs.add(log);
        return log;
    }

    private LogPublishing publishingPod() {
        FaultyLog noted = new FaultyLog(Runnable::run, this::note);
        noted.target(log());
        return new LogPublishing(
                noted,
                this::lease,
                PublishSettings.defaults(),
                counters,
                InstantSource.system(),
                ticker);
    }

    private LogReading readingPod() {
        ReadSettings settings = new ReadSettings(20_000, 10_000, 30_000, 5_000);
        return new LogReading(log(), settings, counters, InstantSource.system(), ticker);
    }

    private void note(StreamRecord record) {
        if (!record.units().isEmpty()) {
            acknowledged
                    .computeIfAbsent(record.epoch(), _ -> new ConcurrentSkipListMap<>())
                    .put(record.firstSequence(), record);
        }
    }

    /** Never tells the holder of its end: every publisher that is replaced may go on writing. */
    private CompletionStage<Leases.Lease> lease(
            PathName leased, String peer, Consumer<EndReason> onRevoked) {
        long epoch = epochs.incrementAndGet();
        return CompletableFuture.completedFuture(
                new Leases.Lease() {
                    @Override
                    public long epoch() {
                        return epoch;
                    }

                    @Override
                    public void release() {}
                });
    }

    void run() throws Exception {
        publish();
        for (int step = 0; step < STEPS; step++) {
            step();
            Thread.sleep(STEP_MILLIS);
        }
        shoot();
        awaitReaders();
    }

    /** A slow machine may be through the steps before the log has brought readers much. */
    private void awaitReaders() throws Exception {
        openReader();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_LIMIT_SECONDS);
        while (takenByNow() < LEAST_TAKEN && System.nanoTime() < deadline) {
            shoot();
            Thread.sleep(STEP_MILLIS);
        }
    }

    private int takenByNow() throws Exception {
        List<CheckedReader> all;
        synchronized (readers) {
            all = List.copyOf(readers);
        }
        return eventLoop.submit(() -> all.stream().mapToInt(it -> it.sink().taken).sum()).get();
    }

    private void step() throws Exception {
        switch (random.nextInt(40)) {
            case 0 -> publish();
            case 1 -> kill();
            case 2, 3 -> openReader();
            case 4 -> changePod();
            case 5 -> restart();
            case 6, 7, 8, 9 -> turnReader();
            default -> shoot();
        }
    }

    private void restart() throws Exception {
        if (restarts > 0) {
            restarts--;
            rig.restartBroker();
        }
    }

    private void shoot() {
        for (Camera camera : cameras) {
            camera.shoot(random.nextInt(8));
        }
    }

    private void publish() throws Exception {
        PublishRequest request =
                PublishRequest.internal(path, "camera", List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        Publisher publisher =
                publishing
                        .get(random.nextInt(publishing.size()))
                        .publish(request, _ -> {})
                        .toCompletableFuture()
                        .get(120, TimeUnit.SECONDS);
        cameras.add(new Camera(publisher, random.nextInt(100_000)));
    }

    private void kill() {
        if (!cameras.isEmpty()) {
            Camera camera = cameras.remove(random.nextInt(cameras.size()));
            if (random.nextBoolean()) {
                camera.publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
            }
        }
    }

    private void changePod() {
        pod.close();
        pod = readingPod();
    }

    private void openReader() {
        var _ =
                pod.open(path)
                        .whenComplete((stream, failure) -> {
                            if (failure == null) {
                                read(stream);
                            }
                        });
    }

    private void read(LiveStream stream) {
        CheckedSink sink = new CheckedSink(acknowledged);
        CheckedReader reader = new CheckedReader(sink, stream.read(flavour, eventLoop, sink));
        synchronized (readers) {
            readers.add(reader);
        }
    }

    private void turnReader() {
        CheckedReader turned;
        synchronized (readers) {
            if (readers.isEmpty()) {
                return;
            }
            turned = readers.get(random.nextInt(readers.size()));
        }
        int room = List.of(0, 1 + random.nextInt(20), Integer.MAX_VALUE).get(random.nextInt(3));
        boolean leaves = random.nextInt(20) == 0;
        eventLoop.execute(() -> {
            turned.sink().room = room;
            turned.reader().resume();
            if (leaves) {
                turned.reader().close();
            }
        });
    }

    /** Ends all, and throws what a reader found wrong. */
    @Override
    public void close() {
        pod.close();
        publishing.forEach(LogPublishing::close);
        logs.forEach(KafkaStreamLog::close);
        ticker.close();
        eventLoop.submit(() -> {}).syncUninterruptibly();
        synchronized (readers) {
            readers.forEach(reader -> taken += reader.sink().taken);
            readers.forEach(reader -> reader.sink().rethrow());
        }
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Images that nobody released. */
    long liveImages() {
        return flavour.live();
    }

    /** A source with a clock of its own that jumps now and then. */
    private final class Camera {
        private final Publisher publisher;
        private long millis;
        private int picture;

        Camera(Publisher publisher, long millis) {
            this.publisher = publisher;
            this.millis = millis;
        }

        void shoot(int pictures) {
            for (int i = 0; i < pictures; i++) {
                if (random.nextInt(200) == 0) {
                    millis += random.nextInt(60_000) - 30_000;
                }
                Unit video = TestMedia.video(millis, picture % 12 == 0, 50 + random.nextInt(1_000));
                publisher.write(video);
                publisher.write(TestMedia.audio(millis + random.nextInt(60) - 20));
                picture++;
                millis += 40;
            }
        }
    }
}
