package io.millrace.stream.kafka;

import static io.millrace.stream.kafka.KafkaRig.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LogWriter;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.kafka.KafkaRig.Following;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaStreamLogTest {
    private final KafkaRig rig;

    KafkaStreamLogTest(@TempDir Path data) throws Exception {
        rig = new KafkaRig(data);
    }

    @BeforeAll
    void check() throws Exception {
        rig.log.check().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    void close() {
        rig.close();
    }

    private static void gop(Publisher publisher, long fromMillis, int pictures) {
        for (int i = 0; i < pictures; i++) {
            publisher.write(video(fromMillis + i * 40L, i == 0));
        }
    }

    @Test
    void tail_midOfGop_startsAtNewestEntryPointAndGoesOn() throws Exception {
        PathName path = new PathName("join/mid");
        Publisher publisher = rig.publish(path);
        gop(publisher, 0, 100);
        gop(publisher, 4_000, 50);
        rig.settle(path, 150);
        Following following = rig.follow(path, StartPosition.live());
        LoggedRecord first = following.next();
        assertTrue(first.record().isEntryPoint());
        assertEquals(100, first.record().firstSequence());
        publisher.write(video(6_000, false));
        for (long sequence = 101; sequence <= 150; sequence++) {
            assertEquals(sequence, following.next().record().firstSequence());
        }
        following.tail.close();
    }

    @Test
    void tail_topicNotThereYet_isWaitedFor() throws Exception {
        PathName path = new PathName("join/later");
        Following following = rig.follow(path, StartPosition.live());
        assertEquals(
                Optional.empty(),
                rig.log.newest(path).toCompletableFuture().get(60, TimeUnit.SECONDS));
        gop(rig.publish(path), 0, 3);
        assertTrue(following.next().record().isEntryPoint());
        following.tail.close();
    }

    @Test
    void publish_secondWriter_continuesTheTimelineAndFencesTheFirst() throws Exception {
        PathName path = new PathName("fence/a");
        KafkaStreamLog pod = rig.pod();
        LogWriter zombie = pod.openWriter(path, 1).toCompletableFuture().get();
        rig.leases.acquire(path, "zombie", _ -> {}).toCompletableFuture().get();
        Publisher second = rig.publish(path);
        assertEquals(2, second.epoch());
        gop(second, 500_000, 5);
        rig.settle(path, 5);
        Following following = rig.follow(path, StartPosition.live());
        long last = following.next().record().units().getFirst().dtsTicks();
        CountDownLatch appended = new CountDownLatch(1);
        zombie.append(zombieRecord(), (_, _) -> appended.countDown());
        assertTrue(appended.await(60, TimeUnit.SECONDS));
        Publisher third = rig.publish(path);
        gop(third, 10, 5);
        for (int i = 0; i < 9; i++) {
            StreamRecord record = following.next().record();
            Unit unit = record.units().getFirst();
            assertTrue(unit.dtsTicks() > last, record.toString());
            assertTrue(record.epoch() >= 2, record.toString());
            last = unit.dtsTicks();
        }
        assertEquals(1, rig.counters.counter("log_fenced_records", "path", path.value()).sum());
        following.tail.close();
        pod.close();
    }

    private static StreamRecord zombieRecord() {
        return new StreamRecord(1, 9, 4, Mark.NONE, Optional.empty(), List.of(video(0, false)));
    }

    /** Appends a group of pictures of the writer's epoch 1, and waits until it is in the log. */
    private static void haunt(LogWriter zombie, int pictures) throws InterruptedException {
        CountDownLatch appended = new CountDownLatch(pictures);
        EntryPoint point =
                new EntryPoint(
                        List.of(KafkaRig.VIDEO, KafkaRig.AUDIO),
                        new RunningNumbers(70, 7, 0, 0, 0));
        for (int i = 0; i < pictures; i++) {
            StreamRecord record =
                    new StreamRecord(
                            1,
                            i,
                            i,
                            Mark.NONE,
                            i == 0 ? Optional.of(point) : Optional.empty(),
                            List.of(video(900_000 + i * 40L, i == 0)));
            assertTrue(zombie.append(record, (_, _) -> appended.countDown()));
        }
        assertTrue(appended.await(60, TimeUnit.SECONDS));
    }

    @Test
    void tail_zombieWroteLast_joinsTheNewestEpochAllTheSame() throws Exception {
        PathName path = new PathName("fence/join");
        try (KafkaStreamLog haunted = rig.pod();
                KafkaStreamLog fresh = rig.pod()) {
            LogWriter zombie = haunted.openWriter(path, 1).toCompletableFuture().get();
            rig.leases.acquire(path, "zombie", _ -> {}).toCompletableFuture().get();
            Publisher second = rig.publish(path);
            haunt(zombie, 200);
            Following early = KafkaRig.follow(fresh, path, StartPosition.live());
            fresh.newest(path).toCompletableFuture().get();
            gop(second, 500_000, 5);
            assertEquals(2, early.next().record().epoch());
            rig.settle(path, 5);
            haunt(zombie, 500);
            Following late = KafkaRig.follow(rig.log, path, StartPosition.live());
            Following since =
                    KafkaRig.follow(
                            fresh, path, new StartPosition.Since(System.currentTimeMillis()));
            for (long sequence = 0; sequence < 5; sequence++) {
                assertEquals(2, late.records.isEmpty() ? 2 : late.records.peek().record().epoch());
                assertEquals(sequence, late.next().record().firstSequence());
                assertEquals(2, since.next().record().epoch());
            }
            Publisher third = rig.publish(path);
            gop(third, 0, 1);
            LoggedRecord next = late.next();
            assertEquals(3, next.record().epoch());
            assertTrue(next.record().entryPoint().orElseThrow().numbers().segment() < 70);
        }
    }

    @Test
    void openWriter_epochIsOver_isRefused() throws Exception {
        PathName path = new PathName("fence/old");
        LogWriter first = rig.log.openWriter(path, 4).toCompletableFuture().get();
        rig.log.openWriter(path, 5).toCompletableFuture().get();
        assertFalse(first.append(zombieRecord(), (_, _) -> {}));
        try (KafkaStreamLog other = rig.pod()) {
            for (KafkaStreamLog log : List.of(rig.log, other)) {
                ExecutionException failure =
                        assertThrows(
                                ExecutionException.class,
                                () -> log.openWriter(path, 3).toCompletableFuture().get());
                assertInstanceOf(IOException.class, failure.getCause());
            }
        }
    }

    @Test
    void tail_corruptedRecord_isSkippedAndCounted() throws Exception {
        PathName path = new PathName("corrupt/a");
        Publisher publisher = rig.publish(path);
        gop(publisher, 0, 3);
        rig.settle(path, 3);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", rig.kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            byte[] junk = {1, 2, 3};
            producer.send(new ProducerRecord<>(TopicNames.topicOf(path), junk)).get();
        }
        Following following = rig.follow(path, StartPosition.live());
        publisher.write(video(120, false));
        for (long sequence = 0; sequence < 4; sequence++) {
            assertEquals(sequence, following.next().record().firstSequence());
        }
        assertTrue(rig.counters.counter("log_malformed_records", "path", path.value()).sum() > 0);
        following.tail.close();
    }

    @Test
    void tail_sinceAnInstant_startsAtTheEntryPointBefore() throws Exception {
        PathName path = new PathName("rewind/a");
        Publisher publisher = rig.publish(path);
        gop(publisher, 0, 3);
        rig.settle(path, 3);
        Thread.sleep(20);
        long instant = System.currentTimeMillis();
        Thread.sleep(20);
        gop(publisher, 120, 3);
        rig.settle(path, 6);
        Following following = rig.follow(path, new StartPosition.Since(instant));
        for (long sequence = 0; sequence < 6; sequence++) {
            assertEquals(sequence, following.next().record().firstSequence());
        }
        Following oldest = rig.follow(path, new StartPosition.Since(0));
        assertEquals(0, oldest.next().record().firstSequence());
        following.tail.close();
        oldest.tail.close();
    }

    /** A broker that comes back may not know the topic at once: what is refused is marked. */
    @Test
    void tail_brokerRestarts_goesOnInOrderWithGapsMarked() throws Exception {
        PathName path = new PathName("restart/a");
        Publisher publisher = rig.publish(path);
        gop(publisher, 0, 3);
        Following following = rig.follow(path, StartPosition.live());
        assertEquals(0, following.next().record().firstSequence());
        rig.kafka.close();
        assertEquals(false, following.reachable.poll(60, TimeUnit.SECONDS));
        rig.startBroker();
        StreamRecord last = following.next().record();
        for (int i = 3; last.firstSequence() < 150; i++) {
            publisher.write(video(i * 20L, i % 25 == 0));
            Thread.sleep(20);
            while (!following.records.isEmpty()) {
                StreamRecord record = following.next().record();
                assertTrue(record.firstSequence() > last.firstSequence(), record.toString());
                assertTrue(
                        record.firstSequence() == last.firstSequence() + 1
                                || (record.mark() == Mark.GAP && record.isEntryPoint()),
                        record.toString());
                last = record;
            }
        }
        assertEquals(true, following.reachable.poll(60, TimeUnit.SECONDS));
        assertEquals(1, last.epoch());
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        following.tail.close();
    }

    @Test
    void tail_manyJoinsWhileWriting_missNothing() throws Exception {
        PathName path = new PathName("join/many");
        Publisher publisher = rig.publish(path);
        List<Following> followers = new ArrayList<>();
        int units = 600;
        for (int i = 0; i < units; i++) {
            publisher.write(video(i * 40L, i % 50 == 0));
            if (i % 40 == 20) {
                followers.add(rig.follow(path, StartPosition.live()));
            }
            Thread.sleep(2);
        }
        for (Following following : followers) {
            StreamRecord record = following.next().record();
            assertTrue(record.isEntryPoint());
            for (long sequence = record.firstSequence() + 1; sequence < units; sequence++) {
                assertEquals(sequence, following.next().record().firstSequence());
            }
            following.tail.close();
        }
    }

    @Test
    void tail_topicDeletedAndMadeAnew_goesOn() throws Exception {
        PathName path = new PathName("deleted/a");
        Publisher publisher = rig.publish(path);
        gop(publisher, 0, 30);
        Following following = rig.follow(path, StartPosition.live());
        for (int i = 0; i < 30; i++) {
            following.next();
        }
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", rig.kafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(TopicNames.topicOf(path))).all().get();
        }
        rig.log.forget(path);
        Publisher second = rig.publish(path);
        gop(second, 0, 3);
        assertEquals(2, following.next().record().epoch());
        following.tail.close();
    }

    @Test
    void check_brokerNotThere_saysSo() {
        Counters counters = new Counters();
        KafkaSettings settings =
                new KafkaSettings(
                        "127.0.0.1:1",
                        KafkaSettings.TopicSettings.defaults(),
                        KafkaSettings.WriteSettings.defaults(),
                        Map.of("default.api.timeout.ms", "500", "request.timeout.ms", "400"));
        try (KafkaStreamLog log = new KafkaStreamLog(settings, counters, InstantSource.system())) {
            ExecutionException failure =
                    assertThrows(
                            ExecutionException.class,
                            () -> log.check().toCompletableFuture().get());
            assertTrue(failure.toString().contains("127.0.0.1:1 cannot be reached"));
        }
    }

    @Test
    void look_anywhere_findsRecordsByOffsetAndByTime() throws Exception {
        PathName path = new PathName("kafka/look");
        long nothing = look(path, LogHistory::end);
        assertEquals(0, nothing, "no topic yet");
        Publisher publisher = rig.publish(path);
        gop(publisher, 0, 50);
        rig.settle(path, 50);
        long between = System.currentTimeMillis() + 1;
        Thread.sleep(5); // So that the records have different times.
        gop(publisher, 2_000, 50);
        rig.settle(path, 100);
        long begin = look(path, LogHistory::begin);
        long end = look(path, LogHistory::end);
        assertEquals(101, end - begin, "the start mark and each picture");
        long second = look(path, history -> history.offsetAt(between));
        assertEquals(begin + 51, second);
        long future = look(path, history -> history.offsetAt(between + 60_000));
        assertEquals(end, future);
        LoggedRecord record = look(path, history -> history.record(second + 3)).orElseThrow();
        assertEquals(second + 3, record.offset());
        assertEquals(3, record.record().entryDistance());
        List<Long> offsets = new ArrayList<>();
        look(
                path,
                history -> {
                    history.read(
                            begin + 10,
                            end,
                            logged -> offsets.add(logged.offset()) && offsets.size() < 20);
                    return offsets.size();
                });
        assertEquals(20, offsets.size());
        assertEquals(begin + 29, offsets.getLast());
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "test"));
    }

    private <T> T look(PathName path, LogHistory.Look<T> look) throws Exception {
        return rig.log.look(path, look).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
