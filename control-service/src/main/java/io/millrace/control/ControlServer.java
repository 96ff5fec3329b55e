package io.millrace.control;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.millrace.proto.control.Lease;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC server with the leases behind it. Thread-safe once it is started. */
final class ControlServer {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease-timer").factory());
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final HealthStatusManager health = new HealthStatusManager();
    private final PodWatches watches;
    private final LeaseCoordinator coordinator;
    private final Server server;

    ControlServer(
            InetSocketAddress address,
            LeaseLog log,
            Duration podGrace,
            InstantSource clock,
            Counters counters) {
        this.watches = new PodWatches(timer, podGrace, this::endPod);
        this.coordinator = new LeaseCoordinator(log, clock, counters, watches::revoke);
        this.server =
                NettyServerBuilder.forAddress(address, InsecureServerCredentials.create())
                        .executor(callbacks)
                        .addService(new LeaseGrpcService(coordinator, watches))
                        .addService(health.getHealthService())
                        .addService(ProtoReflectionServiceV1.newInstance())
                        .permitKeepAliveTime(5, TimeUnit.SECONDS)
                        .keepAliveTime(10, TimeUnit.SECONDS)
                        .build();
    }

    /** Replays the leases, then listens. */
    void start() throws IOException {
        coordinator.start();
        coordinator.leases().join().stream().map(Lease::getPod).distinct().forEach(watches::expect);
        server.start();
        LOG.info("listening grpc {}", address());
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    CompletableFuture<List<Lease>> leases() {
        return coordinator.leases();
    }

    private void endPod(String pod) {
        CompletionStage<LeaseDecision> ending = coordinator.endPod(pod, watches::isWatching);
        ending.whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("leases of pod {} are not ended yet", pod, failure);
                watches.expect(pod);
            }
        });
    }

    /** Ends calls, then the coordinator. Safe after a failed start. */
    void close() throws InterruptedException {
        health.enterTerminalState();
        server.shutdownNow();
        server.awaitTermination(2, TimeUnit.SECONDS);
        timer.shutdownNow();
        coordinator.close();
        callbacks.shutdown();
    }
}
