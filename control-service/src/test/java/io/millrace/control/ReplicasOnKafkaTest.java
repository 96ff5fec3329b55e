package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.grpc.InsecureChannelCredentials;
import io.millrace.kafka.embedded.EmbeddedKafka;
import io.millrace.proto.control.Lease;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas on a real broker; one is a process of its own, killed in the middle. */
class ReplicasOnKafkaTest {
    private static final int REQUESTS = 1_000;
    private static final int PATHS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void kill_ownerDuringRequests_eachIsAnsweredOnceAndNoEpochTwice() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        open.add(kafka);
        ControlServer first = replica(kafka, "one");
        ControlServer second = replica(kafka, "two");
        int port = freePort();
        Process third = childReplica(kafka, port);
        open.add(third::destroyForcibly);
        awaitOwners(first, 3);
        LeaseClient client =
                new LeaseClient(
                        List.of(new HostAndPort("127.0.0.1", port), address(second)),
                        InsecureChannelCredentials.create(),
                        "pod",
                        PATIENCE,
                        new Counters(),
                        new SessionRegistry(InstantSource.system(), new Counters()),
                        new JobDirectory());
        open.add(client);
        client.start();

        List<CompletableFuture<Leases.Lease>> answers = new ArrayList<>();
        for (int number = 0; number < REQUESTS; number++) {
            if (number == REQUESTS / 2) {
                answers.get(REQUESTS / 4).get(60, TimeUnit.SECONDS);
                third.destroyForcibly();
            }
            PathName path = new PathName("path" + number % PATHS);
            answers.add(client.leases().acquire(path, "test", _ -> {}).toCompletableFuture());
        }
        Map<String, Long> newest = new HashMap<>();
        Map<String, Integer> granted = new HashMap<>();
        for (int number = 0; number < REQUESTS; number++) {
            long epoch = answers.get(number).get(90, TimeUnit.SECONDS).epoch();
            String path = "path" + number % PATHS;
            assertTrue(epoch > 0, path);
            Integer other = granted.put(path + "@" + epoch, number);
            assertNull(other, path + "@" + epoch + " was granted twice");
            newest.merge(path, epoch, Math::max);
        }
        assertEquals(REQUESTS, granted.size());
        newest.forEach((path, epoch) -> assertEquals(REQUESTS / PATHS, epoch, path));
        awaitOwners(first, 2);
        for (Lease lease : first.leases().get(30, TimeUnit.SECONDS)) {
            assertEquals(newest.get(lease.getPath()), lease.getEpoch());
        }
    }

    private ControlServer replica(EmbeddedKafka kafka, String id) throws Exception {
        ControlServer server = ReplicaProcess.replica(kafka.bootstrapServers(), id, 0);
        open.add(server::close);
        server.start();
        return server;
    }

    private Process childReplica(EmbeddedKafka kafka, int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplicaProcess.class.getName(),
                        kafka.bootstrapServers(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("three.log").toFile())
                .start();
    }

    private void awaitOwners(ControlServer server, int replicas) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.cluster().status().join().getTopology().getReplicasCount() != replicas) {
            if (System.nanoTime() > deadline) {
                fail("the replicas never shared the partitions; the third says:\n" + childLog());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String childLog() throws IOException {
        return Files.readString(directory.resolve("three.log"));
    }

    private static HostAndPort address(ControlServer server) {
        return new HostAndPort("127.0.0.1", server.address().getPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
