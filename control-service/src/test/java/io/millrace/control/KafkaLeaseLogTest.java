package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.control.LogEntry.ForgetTakeover;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Member;
import io.millrace.control.LogEntry.Takeover;
import io.millrace.kafka.embedded.EmbeddedKafka;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the leases on a real broker. Tests share the topic: each has paths of its own. */
class KafkaLeaseLogTest {
    private static final KafkaLeaseSettings.Replicas ONE = new KafkaLeaseSettings.Replicas(1, 1);

    private static final int PARTITIONS = 3;
    private static final long PATIENCE_SECONDS = 30;

    @TempDir static Path directory;
    private static EmbeddedKafka kafka;

    private final Deque<KafkaLeaseLog> logs = new ArrayDeque<>();

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = EmbeddedKafka.start(directory, 0);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void closeLogs() {
        logs.forEach(KafkaLeaseLog::close);
    }

    /** Everything that the log told. */
    private static final class Told implements LeaseLog.Listener {
        private final List<LogEntry> entries = new ArrayList<>();
        private Set<Integer> assigned = Set.of();

        @Override
        public synchronized void entries(int partition, List<LogEntry> told) {
            entries.addAll(told);
            notifyAll();
        }

        @Override
        public synchronized void assigned(Set<Integer> partitions) {
            assigned = partitions;
            notifyAll();
        }

        synchronized List<LogEntry> of(String path) {
            return entries.stream()
                    .filter(entry ->
                            entry instanceof LeaseChange change && change.path().equals(path))
                    .toList();
        }

        synchronized boolean has(LogEntry entry) {
            return entries.contains(entry);
        }

        synchronized int assignedCount() {
            return assigned.size();
        }

        synchronized Set<Integer> assignedNow() {
            return assigned;
        }

        synchronized void await(BooleanSupplier condition) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                assertTrue(left > 0, () -> "told " + entries.size() + ", assigned " + assigned);
                wait(Math.min(left, 100));
            }
        }
    }

    @Test
    void append_entries_areToldToAllInOrderAndToLaterOnes() throws Exception {
        Told first = follow("");
        LeaseLog writer = logs.peek();
        LogEntry takeover = new Takeover(9, new Member("replica", "host:1", 7));
        List<LogEntry> written = List.of(change("ordered", 1), takeover, change("ordered", 2));
        get(writer.append(1, written));
        get(writer.append(1, List.of(new ForgetTakeover(8))));
        first.await(() -> first.of("ordered").size() == 2);
        Told later = follow("");
        assertEquals(List.of(change("ordered", 1), change("ordered", 2)), later.of("ordered"));
        assertTrue(later.has(takeover));
    }

    @Test
    void follow_alone_ownsAllAtOnce() throws Exception {
        assertEquals(Set.of(0, 1, 2), follow("").assignedNow());
    }

    @Test
    void open_existingTopic_keepsItsPartitions() throws Exception {
        follow("");
        KafkaLeaseLog other = log("", 7);
        assertEquals(PARTITIONS, other.open());
    }

    @Test
    void follow_twoOfAGroup_shareAndTakeOver() throws Exception {
        Told first = follow("sharing");
        KafkaLeaseLog firstLog = logs.peek();
        first.await(() -> first.assignedCount() == PARTITIONS);
        Told second = follow("sharing");
        second.await(() -> second.assignedCount() == 1);
        first.await(() -> first.assignedCount() == 2);
        Set<Integer> both = new HashSet<>(first.assignedNow());
        both.addAll(second.assignedNow());
        assertEquals(Set.of(0, 1, 2), both);
        firstLog.close();
        second.await(() -> second.assignedCount() == PARTITIONS);
    }

    @Test
    void follow_strangeRecords_areSkippedAndCounted() throws Exception {
        follow("");
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = {65};
            byte[] value = {1};
            producer.send(new ProducerRecord<>(KafkaLeaseSettings.TOPIC, 0, key, value)).get();
        }
        Counters counters = new Counters();
        KafkaLeaseLog log = new KafkaLeaseLog(settings("", PARTITIONS), counters);
        logs.push(log);
        log.open();
        log.follow(new Told());
        assertEquals(1, counters.counter("control_malformed_records").sum());
    }

    @Test
    void open_noKafka_saysWhere() {
        KafkaLeaseSettings nowhere = new KafkaLeaseSettings("127.0.0.1:1", ONE, 1, "", Map.of());
        try (KafkaLeaseLog log = new KafkaLeaseLog(nowhere, new Counters())) {
            IOException failure = assertThrows(IOException.class, log::open);
            assertTrue(failure.toString().contains("127.0.0.1:1"), failure::toString);
        }
    }

    private Told follow(String group) throws IOException {
        KafkaLeaseLog log = log(group, PARTITIONS);
        log.open();
        Told told = new Told();
        log.follow(told);
        return told;
    }

    private KafkaLeaseLog log(String group, int partitions) {
        KafkaLeaseLog log = new KafkaLeaseLog(settings(group, partitions), new Counters());
        logs.push(log);
        return log;
    }

    private static KafkaLeaseSettings settings(String group, int partitions) {
        return new KafkaLeaseSettings(kafka.bootstrapServers(), ONE, partitions, group, Map.of());
    }

    private static LeaseChange change(String path, long epoch) {
        return new LeaseChange(path, LeaseRecord.newBuilder().setEpoch(epoch).build());
    }

    private static void get(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
