package io.millrace.control;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Member;
import io.millrace.proto.control.Event;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.runtime.job.JobNames;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica of control: the gRPC server with the leases behind it. Thread-safe once started. */
final class ControlServer {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final long OWNERSHIP_MILLIS = 30_000;

    /** How long the jobs of a pod that control lost sight of are left to it. */
    private static final Duration JOB_GRACE = Duration.ofMillis(1_500);

    private final ControlOptions options;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease-timer").factory());
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final HealthStatusManager health = new HealthStatusManager();
    private final Topologies topologies = new Topologies();
    private final PodWatches watches;
    private final LeaseCoordinator coordinator;
    private final Events events;
    private final SessionBook sessions;
    private final JobBook jobs = new JobBook();
    private final PathsView paths;
    private final ClusterView cluster;
    private final JobMover mover;
    private final Server server;

    private static Duration jobGrace(Duration podGrace) {
        return podGrace.compareTo(JOB_GRACE) < 0 ? podGrace : JOB_GRACE;
    }

    /** What else the server has. */
    record Beside(List<BindableService> services, List<ServerInterceptor> guards) {
        Beside {
            services = List.copyOf(services);
            guards = List.copyOf(guards);
        }

        static Beside nothing() {
            return new Beside(List.of(), List.of());
        }
    }

    /**
     * Opens nothing yet.
     *
     * @param beside services that it serves beside its own, and what guards all
     */
    ControlServer(
            ControlOptions options,
            ServerCredentials credentials,
            Beside beside,
            LeaseLog log,
            InstantSource clock,
            Counters counters) {
        this.options = options;
        this.watches =
                new PodWatches(
                        timer,
                        new PodWatches.Limit(options.podGrace(), this::endPod),
                        new PodWatches.Limit(jobGrace(options.podGrace()), this::endJobs));
        this.coordinator = new LeaseCoordinator(log, clock, counters, new Effects());
        this.events = new Events(clock);
        this.sessions = new SessionBook(timer, options.podGrace(), events::changed);
        this.paths = new PathsView(coordinator, sessions, options.policies());
        this.cluster = new ClusterView(options.id(), coordinator, watches, sessions, topologies);
        this.mover = new JobMover(coordinator, watches, clock);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(options.bind(), credentials)
                        .executor(callbacks)
                        .addService(new LeaseGrpcService(coordinator, watches, options.policies()))
                        .addService(new ClusterGrpcService(cluster, topologies))
                        .addService(new SessionGrpcService(sessions))
                        .addService(new JobGrpcService(jobs))
                        .addService(new PathGrpcService(paths))
                        .addService(new EventGrpcService(events))
                        .addService(health.getHealthService())
                        .addService(ProtoReflectionServiceV1.newInstance())
                        .permitKeepAliveTime(5, TimeUnit.SECONDS)
                        .keepAliveTime(10, TimeUnit.SECONDS);
        beside.services().forEach(builder::addService);
        beside.guards().forEach(builder::intercept);
        this.server = builder.build();
    }

    /**
     * Listens, and replays the leases; until a partition is this replica's, its callers are told to
     * come again. The only replica returns when it owns everything.
     */
    void start() throws IOException, InterruptedException {
        server.start();
        String address = advertised();
        coordinator.start(
                new Member(options.id(), address, ThreadLocalRandom.current().nextLong()));
        if (options.alone() && !coordinator.awaitAll(OWNERSHIP_MILLIS)) {
            throw new IOException("the leases could not be taken over");
        }
        mover.start(timer, options.jobMovesPerMinute());
        LOG.info("listening grpc {}, known as {}", address(), address);
    }

    /** Where pods reach it. */
    private String advertised() throws IOException {
        if (!options.advertised().isEmpty()) {
            return options.advertised();
        }
        InetSocketAddress bind = options.bind();
        boolean everywhere = bind.getAddress() != null && bind.getAddress().isAnyLocalAddress();
        String host = everywhere ? InetAddress.getLocalHost().getHostName() : bind.getHostString();
        return host + ":" + address().getPort();
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    CompletableFuture<List<Lease>> leases() {
        return coordinator.leases();
    }

    /** Has {@code listener} told what happens to paths that are this replica's to decide on. */
    void listen(Consumer<Event> listener) {
        events.listen(event -> {
            if (coordinator.owns(event.getPath())) {
                listener.accept(event);
            }
        });
    }

    PathsView paths() {
        return paths;
    }

    SessionBook sessions() {
        return sessions;
    }

    Events events() {
        return events;
    }

    JobBook jobs() {
        return jobs;
    }

    ClusterView cluster() {
        return cluster;
    }

    private void endPod(String pod) {
        endPod(pod, "");
    }

    /** Somebody else is to do them, long before the pod's publishers are given up. */
    private void endJobs(String pod) {
        endPod(pod, JobNames.PREFIX);
    }

    private void endPod(String pod, String prefix) {
        coordinator.endPod(
                pod, "control had lost sight of pod " + pod, prefix, watches::isWatching);
    }

    /** What the leases come to, told to the pods. */
    private final class Effects implements LeaseCoordinator.Observer {
        @Override
        public void changed(LeaseChange change, LeaseRecord before) {
            LeaseNotices.of(change, before)
                    .forEach(notice -> watches.send(notice.pod(), notice.event()));
            events.changed(change, before);
        }

        @Override
        public void topology(List<Optional<Member>> owners) {
            topologies.update(owners);
        }

        @Override
        public void owned(List<Lease> leases) {
            leases.stream()
                    .map(Lease::getPod)
                    .distinct()
                    .filter(pod -> !watches.isWatching(pod))
                    .forEach(watches::expect);
        }
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
