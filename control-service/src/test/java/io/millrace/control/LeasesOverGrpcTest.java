package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.runtime.config.PublishPolicy;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client of service-runtime against the server, over loopback. */
class LeasesOverGrpcTest {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int PATIENCE_SECONDS = 60;

    /** How long a pod may be out of sight; a slow machine takes a while to bring one back. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration SHORT_GRACE = Duration.ofMillis(1_500);

    private final MemoryLeaseLog log = new MemoryLeaseLog();
    private final Deque<LeaseClient> clients = new ArrayDeque<>();
    private ControlServer server;
    private int port;
    private final SessionRegistry sessions =
            new SessionRegistry(InstantSource.system(), new Counters());

    LeasesOverGrpcTest() {
        server = server(0);
    }

    @BeforeEach
    void start() throws Exception {
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
        beHasty();
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
        ControlServer elsewhere = server(0);
        elsewhere.start();
        LeaseClient other = client("pod2", elsewhere.address().getPort(), WAIT);
        assertEquals(2, acquire(other, new CompletableFuture<>()).epoch());
        elsewhere.close();
        server = server(port);
        server.start();
        assertEquals("control gave the path away while it was out of reach", get(revoked).text());
    }

    @Test
    void acquire_refusingPath_isRefusedAsBusy() throws Exception {
        acquire(client("pod1"), "refuse/a", new CompletableFuture<>());
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class,
                        () -> acquire(client("pod2"), "refuse/a", new CompletableFuture<>()));
        RefusedException refused = assertInstanceOf(RefusedException.class, failure.getCause());
        assertEquals(RefusedException.Cause.BUSY, refused.refusal());
        assertEquals("path 'refuse/a' is being published by test", refused.getMessage());
    }

    @Test
    void acquire_standbyPath_isPromotedWhenTheFirstGoes() throws Exception {
        Leases.Lease first = acquire(client("pod1"), "standby/a", new CompletableFuture<>());
        Leases.Lease second = acquire(client("pod2"), "standby/a", new CompletableFuture<>());
        assertEquals(0, second.epoch());
        assertFalse(second.held().toCompletableFuture().isDone());
        first.release();
        assertEquals(2, get(second.held().toCompletableFuture()));
        assertEquals(2, second.epoch());
    }

    @Test
    void close_podOfTheFirst_standbyIsPromotedAfterTheGrace() throws Exception {
        beHasty();
        LeaseClient gone = client("pod1");
        acquire(gone, "standby/a", new CompletableFuture<>());
        Leases.Lease second = acquire(client("pod2"), "standby/a", new CompletableFuture<>());
        gone.close();
        assertEquals(2, get(second.held().toCompletableFuture()));
    }

    @Test
    void replicas_sharedPartitions_clientFindsTheOwnerAndFollowsAMove() throws Exception {
        server.close();
        MemoryLeaseLog.Session one = log.session();
        MemoryLeaseLog.Session two = log.session();
        server = server(0, one, false, GRACE);
        server.start();
        ControlServer second = server(0, two, false, GRACE);
        second.start();
        one.assign(Set.of(0, 1));
        two.assign(Set.of(2, 3));
        LeaseClient client = client("pod1", server.address().getPort(), WAIT);
        CompletableFuture<EndReason> revoked = new CompletableFuture<>();
        for (int number = 0; number < 16; number++) {
            assertEquals(1, acquire(client, "path" + number, revoked).epoch());
        }
        one.assign(Set.of());
        two.assign(MemoryLeaseLog.all());
        server.close();
        for (int number = 0; number < 16; number++) {
            assertEquals(2, acquire(client, "path" + number, new CompletableFuture<>()).epoch());
        }
        assertEquals(EndReason.Kind.OVERRIDDEN, get(revoked).kind());
        server = second;
    }

    @Test
    void drain_podInSight_endsItsSessionsAndAdmitsNoMore() throws Exception {
        LeaseClient client = client("pod1");
        acquire(client, new CompletableFuture<>());
        CompletableFuture<EndReason> ended = new CompletableFuture<>();
        open("live/camera", ended);
        assertFalse(server.cluster().drain("nobody", 0));
        await(() -> server.cluster().drain("pod1", 10), "pod1 is not in sight");
        assertEquals(EndReason.Kind.SHUTDOWN, get(ended).kind());
        assertTrue(sessions.refusal().isPresent());
        assertTrue(server.cluster().status().join().getPods(0).getDraining());
    }

    @Test
    void sessions_ofAPod_areListedKickedAndForgotten() throws Exception {
        beHasty();
        CompletableFuture<EndReason> ended = new CompletableFuture<>();
        CompletableFuture<EndReason> other = new CompletableFuture<>();
        open("live/camera", ended).count(1_234);
        open("other", other);
        LeaseClient client = client("pod1");
        awaitSessions(2);
        SessionFilter filter = SessionFilter.newBuilder().setPath("live/camera").build();
        Session session = server.sessions().list(filter).getFirst();
        assertEquals(1_234, session.getBytes());
        assertEquals("pod1", session.getPod());
        assertEquals("rtsp", session.getProtocol());
        assertEquals("10.0.0.1:5000", session.getPeer());
        assertEquals(1, server.sessions().kick(filter, "enough"));
        assertEquals(EndReason.of(EndReason.Kind.KICKED, "enough"), get(ended));
        awaitSessions(1);
        client.close();
        awaitSessions(0);
        assertFalse(other.isDone());
    }

    private SessionRegistry.Entry open(String path, CompletableFuture<EndReason> ended) {
        return sessions.open(
                SessionRegistry.Kind.PUBLISH,
                new PathName(path),
                Client.of("rtsp", new InetSocketAddress("10.0.0.1", 5_000)),
                () -> "publishing",
                ended::complete);
    }

    private void awaitSessions(int count) throws Exception {
        await(
                () -> server.sessions().list(SessionFilter.getDefaultInstance()).size() == count,
                "sessions are not as expected");
    }

    private static void await(Callable<Boolean> condition, String otherwise) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, otherwise);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void acquire_controlDown_isRefusedAfterTheWait() throws Exception {
        server.close();
        LeaseClient client = client("pod1", port, Duration.ofMillis(300));
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class, () -> acquire(client, new CompletableFuture<>()));
        RefusedException refused = assertInstanceOf(RefusedException.class, failure.getCause());
        assertEquals(RefusedException.Cause.UNAVAILABLE, refused.refusal());
        assertEquals("control did not answer within 300 ms", refused.getMessage());
    }

    @Test
    void acquire_logFails_isRefusedUntilItWorksAgain() throws Exception {
        log.failure = MemoryLeaseLog.Failure.BEFORE;
        LeaseClient client = client("pod1", port, Duration.ofMillis(300));
        assertThrows(ExecutionException.class, () -> acquire(client, new CompletableFuture<>()));
        log.failure = MemoryLeaseLog.Failure.NONE;
        assertEquals(1, acquire(client("pod2"), new CompletableFuture<>()).epoch());
        assertEquals(List.of("pod2"), holders());
    }

    private ControlServer server(int port) {
        return server(port, log.alone(), true, GRACE);
    }

    /** Takes another server, which gives up soon on pods that are out of sight. */
    private void beHasty() throws Exception {
        server.close();
        server = server(0, log.alone(), true, SHORT_GRACE);
        start();
    }

    private static ControlServer server(int port, LeaseLog log, boolean alone, Duration grace) {
        ControlOptions options =
                new ControlOptions(
                        "control",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        "",
                        alone,
                        grace,
                        LeasesOverGrpcTest::policy,
                        0);
        return new ControlServer(
                options,
                InsecureServerCredentials.create(),
                ControlServer.Beside.nothing(),
                log,
                InstantSource.system(),
                new Counters());
    }

    private static PublishPolicy policy(String path) {
        return switch (path.split("/", 2)[0]) {
            case "refuse" -> PublishPolicy.REFUSE;
            case "standby" -> PublishPolicy.STANDBY;
            default -> PublishPolicy.OVERRIDE;
        };
    }

    private LeaseClient client(String pod) {
        return client(pod, port, WAIT);
    }

    private LeaseClient client(String pod, int serverPort, Duration wait) {
        HostAndPort address = new HostAndPort("127.0.0.1", serverPort);
        LeaseClient client =
                new LeaseClient(
                        List.of(address),
                        InsecureChannelCredentials.create(),
                        pod,
                        wait,
                        new Counters(),
                        sessions,
                        new JobDirectory());
        clients.push(client);
        client.start();
        return client;
    }

    private static Leases.Lease acquire(LeaseClient client, CompletableFuture<EndReason> revoked)
            throws Exception {
        return acquire(client, "live/camera", revoked);
    }

    private static Leases.Lease acquire(
            LeaseClient client, String path, CompletableFuture<EndReason> revoked)
            throws Exception {
        return get(
                client.leases()
                        .acquire(new PathName(path), "test", revoked::complete)
                        .toCompletableFuture());
    }

    private List<String> holders() throws Exception {
        return get(server.leases()).stream().map(Lease::getPod).toList();
    }

    private void awaitHolders(List<String> expected) throws Exception {
        await(() -> holders().equals(expected), "leases are still held");
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
