package io.millrace.runtime.lease;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.ClusterServiceGrpc;
import io.millrace.proto.control.Replica;
import io.millrace.proto.control.Topology;
import io.millrace.proto.control.WatchTopologyRequest;
import io.millrace.runtime.config.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns who owns what from one replica of control; from another when that one is out of reach.
 * Confined to its timer's one thread.
 */
final class TopologyWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyWatch.class);
    private static final long RETRY_MILLIS = 300;

    /** Another replica answers within this, if there is one. */
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private final List<String> configured;
    private final ChannelCredentials credentials;
    private final ExecutorService callbacks;
    private final ScheduledExecutorService timer;
    private final Consumer<Topology> onTopology;
    private List<String> learnt = List.of();
    private int turn;
    private boolean lost;
    private volatile boolean answered;
    private volatile long changedNanos = System.nanoTime();
    private volatile String reason = "no answer yet";
    private volatile @Nullable ManagedChannel channel;

    TopologyWatch(
            List<HostAndPort> control,
            ChannelCredentials credentials,
            ExecutorService callbacks,
            ScheduledExecutorService timer,
            Consumer<Topology> onTopology) {
        this.configured = control.stream().map(HostAndPort::toString).toList();
        this.credentials = credentials;
        this.callbacks = callbacks;
        this.timer = timer;
        this.onTopology = onTopology;
    }

    void start() {
        timer.execute(this::open);
    }

    private void open() {
        List<String> addresses = new ArrayList<>(configured);
        learnt.stream().filter(address -> !configured.contains(address)).forEach(addresses::add);
        ManagedChannel opened =
                ControlLinks.channel(
                        addresses.get(turn % addresses.size()), credentials, callbacks);
        channel = opened;
        ClusterServiceGrpc.newStub(opened)
                .watchTopology(WatchTopologyRequest.getDefaultInstance(), new Answers());
    }

    private void onNext(Topology topology) {
        if (lost) {
            LOG.info("control is back");
            lost = false;
        }
        if (!answered) {
            changedNanos = System.nanoTime();
            answered = true;
        }
        learnt = topology.getReplicasList().stream().map(Replica::getAddress).toList();
        onTopology.accept(topology);
    }

    private void onBroken(Status status) {
        if (!lost && (answered || problem().isPresent())) {
            LOG.warn("control is out of reach, running sessions go on: {}", status);
            lost = true;
        }
        if (answered) {
            changedNanos = System.nanoTime();
            answered = false;
        }
        reason = status.getCode() + ", " + status.getDescription();
        turn++;
        @Nullable ManagedChannel broken = channel;
        if (broken != null) {
            broken.shutdownNow();
        }
        var _ = timer.schedule(this::open, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Why there is no answer from control, where that is not only for a moment. */
    Optional<String> problem() {
        long nanos = System.nanoTime() - changedNanos;
        return answered || nanos < PATIENCE_NANOS
                ? Optional.empty()
                : Optional.of(
                        "control is out of reach for %d s: %s"
                                .formatted(TimeUnit.NANOSECONDS.toSeconds(nanos), reason));
    }

    private final class Answers implements StreamObserver<Topology> {
        @Override
        public void onNext(Topology topology) {
            onTimer(() -> TopologyWatch.this.onNext(topology));
        }

        @Override
        public void onError(Throwable failure) {
            onTimer(() -> onBroken(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            onTimer(() -> onBroken(Status.UNAVAILABLE.withDescription("control ended the watch")));
        }
    }

    private void onTimer(Runnable step) {
        try {
            timer.execute(step);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the watch has ended", stopped);
        }
    }

    @Override
    public void close() {
        @Nullable ManagedChannel open = channel;
        if (open != null) {
            open.shutdownNow();
        }
    }
}
