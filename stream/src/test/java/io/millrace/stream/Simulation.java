package io.millrace.stream;

import static io.millrace.stream.TestMedia.AUDIO;
import static io.millrace.stream.TestMedia.OTHER_VIDEO;
import static io.millrace.stream.TestMedia.VIDEO;

import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One path under random publishers that die, return and go on writing without a lease, a log that
 * refuses and loses, play pods that come and go, and readers of every speed: all from one seed, in
 * manual time.
 */
final class Simulation {
    private static final PathName PATH = new PathName("sim");
    private static final int STEPS = 600;

    private final Random random;
    private final ManualTime time = new ManualTime();
    private final QueueExecutor delivery = new QueueExecutor();
    private final QueueExecutor eventLoop = new QueueExecutor();
    private final QueueExecutor attaching = new QueueExecutor();
    private final Counters counters = new Counters();
    private final TestFlavour flavour = new TestFlavour("sim");
    private final Map<Long, NavigableMap<Long, StreamRecord>> acknowledged = new HashMap<>();
    private final FaultyLog log = new FaultyLog(delivery, this::note);
    private final LogPublishing publishing;
    private final List<Camera> cameras = new ArrayList<>();
    private final List<LogReading> pods = new ArrayList<>();
    private final List<CheckedReader> readers = new ArrayList<>();
    private long epochs;
    long taken;

    private record CheckedReader(CheckedSink sink, Reader reader) {}

    Simulation(long seed) {
        random = new Random(seed);
        log.target(new MemoryStreamLog(256 << 10, time, delivery));
        publishing =
                new LogPublishing(
                        log, this::lease, PublishSettings.defaults(), counters, time, time);
        addPod();
    }

    private void note(StreamRecord record) {
        if (!record.units().isEmpty()) {
            acknowledged
                    .computeIfAbsent(record.epoch(), _ -> new TreeMap<>())
                    .put(record.firstSequence(), record);
        }
    }

    /** Never tells the holder of its end: every publisher that is replaced may go on writing. */
    private CompletionStage<Leases.Lease> lease(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        long epoch = ++epochs;
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

    private void addPod() {
        ReadSettings settings = new ReadSettings(20_000, 10_000, 30_000, 5_000);
        pods.add(new LogReading(log, _ -> settings, counters, time, time, attaching));
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        log.refuse(false);
        log.lose(false);
        pods.forEach(LogReading::close);
        publishing.close();
        settle();
        readers.forEach(reader -> taken += reader.sink().taken);
        if (flavour.live() != 0) {
            throw new AssertionError(flavour.live() + " images leak");
        }
    }

    private void settle() {
        while (!delivery.isIdle() || !attaching.isIdle() || !eventLoop.isIdle()) {
            delivery.runAll();
            attaching.runAll();
            eventLoop.runAll();
        }
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> publish();
            case 1 -> kill();
            case 2 -> log.refuse(random.nextInt(4) == 0);
            case 3 -> log.lose(random.nextInt(4) == 0);
            case 4 -> openReader();
            case 5 -> changePods();
            case 6, 7 -> turnReader();
            case 8, 9 -> delivery.run(random.nextInt(10));
            case 10, 11 -> eventLoop.run(random.nextInt(10));
            case 12 -> attaching.run(random.nextInt(5));
            case 13 -> settle();
            case 14 -> time.advance(random.nextInt(2_000));
            default -> shoot();
        }
    }

    private void shoot() {
        for (Camera camera : cameras) {
            camera.shoot(random.nextInt(8));
        }
    }

    private void publish() {
        PublishRequest request =
                PublishRequest.internal(
                        PATH,
                        "camera",
                        List.of(random.nextInt(4) == 0 ? OTHER_VIDEO : VIDEO, AUDIO));
        publishing
                .publish(request, _ -> {})
                .toCompletableFuture()
                .thenAccept(
                        publisher -> cameras.add(new Camera(publisher, random.nextInt(100_000))))
                .join();
    }

    private void kill() {
        if (!cameras.isEmpty()) {
            Camera camera = cameras.remove(random.nextInt(cameras.size()));
            if (random.nextBoolean()) {
                camera.publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
            }
        }
    }

    private void changePods() {
        if (pods.size() < 2) {
            addPod();
        } else {
            pods.remove(random.nextInt(pods.size())).close();
        }
    }

    private void openReader() {
        LogReading pod = pods.get(random.nextInt(pods.size()));
        var _ =
                pod.open(PATH)
                        .whenComplete((stream, failure) -> {
                            if (failure == null) {
                                CheckedSink sink = new CheckedSink(acknowledged);
                                readers.add(
                                        new CheckedReader(
                                                sink, stream.read(flavour, eventLoop, sink)));
                            }
                        });
    }

    private void turnReader() {
        if (readers.isEmpty()) {
            return;
        }
        CheckedReader turned = readers.get(random.nextInt(readers.size()));
        if (turned.sink().isEnded()) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> turned.sink().room = 0;
            case 1 -> turned.sink().room = random.nextInt(20);
            case 2 -> turned.sink().room = Integer.MAX_VALUE;
            default -> {
                if (random.nextInt(5) == 0) {
                    eventLoop.execute(turned.reader()::close);
                }
            }
        }
        eventLoop.execute(turned.reader()::resume);
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
                publisher.write(
                        TestMedia.video(millis, picture % 12 == 0, 50 + random.nextInt(1_000)));
                publisher.write(TestMedia.audio(millis + random.nextInt(60) - 20));
                picture++;
                millis += 40;
            }
            time.advance(pictures * (long) random.nextInt(60));
        }
    }
}
