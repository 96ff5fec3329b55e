package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.proto.control.Lease;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client of service-runtime against the server, over loopback. */
class LeasesOverGrpcTest {
    private static final PathName PATH = new PathName("live/camera");
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int PATIENCE_SECONDS = 20;

    private final MemoryLeaseLog log = new MemoryLeaseLog();
    private final Deque<LeaseClient> clients = new ArrayDeque<>();
    private ControlServer server;
    private int port;

    LeasesOverGrpcTest() throws IOException {
        server = server(0);
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
        port = server.address().getPort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        clients.forEach(LeaseClient::close);
        server.close();
    }

    @Test
    void acquire_twoPods_secondWinsAndFirstIsTold() throws Exception {
        CompletableFuture<EndReason> revoked = new CompletableFuture<>();
        LeaseClient first = client("pod1");
        Leases.Lease lease = acquire(first, revoked);
        assertEquals(1, lease.epoch());
        assertEquals(2, acquire(client("pod2"), new CompletableFuture<>()).epoch());
        EndReason reason = get(revoked);
        assertEquals(EndReason.Kind.OVERRIDDEN, reason.kind());
        assertEquals("the path was taken by test", reason.text());
        lease.release();
        assertEquals(List.of("pod2"), holders());
    }

    @Test
    void release_lease_freesThePath() throws Exception {
        Leases.Lease lease = acquire(client("pod1"), new CompletableFuture<>());
        lease.release();
        awaitHolders(List.of());
        assertEquals(2, acquire(client("pod2"), new CompletableFuture<>()).epoch());
    }

    @Test
    void close_podGoes_itsLeasesEndAfterTheGrace() throws Exception {
        LeaseClient client = client("pod1");
        acquire(client, new CompletableFuture<>());
        client.close();
        awaitHolders(List.of());
        assertEquals(2, acquire(client("pod2"), new CompletableFuture<>()).epoch());
    }

    @Test
    void restart_control_leasesGoOnAndEpochsGrow() throws Exception {
        CompletableFuture<EndReason> revoked = new CompletableFuture<>();
        LeaseClient client = client("pod1");
        acquire(client, revoked);
        server.close();
        CompletableFuture<Leases.Lease> waiting =
                client.leases()
                        .acquire(new PathName("other"), "test", _ -> {})
                        .toCompletableFuture();
        server = server(port);
        server.start();
        assertEquals(1, get(waiting).epoch());
        assertFalse(revoked.isDone());
        assertEquals(List.of("pod1", "pod1"), holders());
        assertEquals(2, acquire(client, new CompletableFuture<>()).epoch());
    }

    @Test
    void restart_pathTakenMeanwhile_oldHolderIsToldOnReturn() throws Exception {
        CompletableFuture<EndReason> revoked = new CompletableFuture<>();
        acquire(client("pod1"), revoked);
        server.close();
        LeaseState state = new LeaseState();
        log.replay(state::replay);
        log.append(state.decide(new LeaseCommand.Acquire("live/camera", "pod2", "x"), 0).changes());
        server = server(port);
        server.start();
        assertEquals("another publisher took the path", get(revoked).text());
    }

    @Test
    void acquire_controlDown_isRefusedAfterTheWait() throws Exception {
        server.close();
        LeaseClient client = client("pod1", Duration.ofMillis(300));
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class, () -> acquire(client, new CompletableFuture<>()));
        RefusedException refused = assertInstanceOf(RefusedException.class, failure.getCause());
        assertEquals(RefusedException.Cause.UNAVAILABLE, refused.refusal());
        assertEquals("control did not answer within 300 ms", refused.getMessage());
    }

    @Test
    void acquire_logFails_isRefusedAndItsEpochNeverGranted() throws Exception {
        log.failure = MemoryLeaseLog.Failure.AFTER;
        LeaseClient client = client("pod1", Duration.ofMillis(300));
        assertThrows(ExecutionException.class, () -> acquire(client, new CompletableFuture<>()));
        long failed = log.records.size();
        assertTrue(failed >= 1);
        log.failure = MemoryLeaseLog.Failure.NONE;
        assertEquals(failed + 1, acquire(client("pod2"), new CompletableFuture<>()).epoch());
    }

    private ControlServer server(int port) {
        return new ControlServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                log,
                Duration.ofMillis(1_500),
                InstantSource.system(),
                new Counters());
    }

    private LeaseClient client(String pod) {
        return client(pod, WAIT);
    }

    private LeaseClient client(String pod, Duration wait) {
        HostAndPort address = new HostAndPort("127.0.0.1", port);
        LeaseClient client = new LeaseClient(address, pod, wait, new Counters());
        clients.push(client);
        client.start();
        return client;
    }

    private static Leases.Lease acquire(LeaseClient client, CompletableFuture<EndReason> revoked)
            throws Exception {
        return get(client.leases().acquire(PATH, "test", revoked::complete).toCompletableFuture());
    }

    private List<String> holders() throws Exception {
        return get(server.leases()).stream().map(Lease::getPod).toList();
    }

    private void awaitHolders(List<String> expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holders().equals(expected)) {
            assertTrue(System.nanoTime() < deadline, "leases are still held");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
