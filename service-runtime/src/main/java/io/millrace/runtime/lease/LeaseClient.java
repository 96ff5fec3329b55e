package io.millrace.runtime.lease;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The connection to control: gives {@link Leases}, and keeps the pod's watch. */
public final class LeaseClient implements AutoCloseable {
    private static final int LARGEST_LIST = 64 << 20;

    private final ManagedChannel channel;
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease-watch").factory());
    private final GrpcLeases leases;
    private final LeaseWatch watch;

    /** Connects nothing yet. */
    public LeaseClient(HostAndPort control, String pod, Duration maxWait, Counters counters) {
        this.channel =
                Grpc.newChannelBuilder(control.toString(), InsecureChannelCredentials.create())
                        .executor(callbacks)
                        .keepAliveTime(10, TimeUnit.SECONDS)
                        .maxInboundMessageSize(LARGEST_LIST)
                        .build();
        LeaseBook book = new LeaseBook();
        this.leases = new GrpcLeases(channel, pod, maxWait, book, counters);
        this.watch = new LeaseWatch(channel, pod, book, timer);
    }

    public Leases leases() {
        return leases;
    }

    /** Begins to watch; control may come later. */
    public void start() {
        watch.start();
    }

    /** Waits for control; false if it is out of reach so long. */
    public boolean awaitWatching(Duration timeout) throws InterruptedException {
        return watch.await(timeout.toMillis());
    }

    /** Ends the watch: control ends the leases that are still held. */
    @Override
    public void close() {
        watch.stop();
        channel.shutdown();
        try {
            if (!channel.awaitTermination(500, TimeUnit.MILLISECONDS)) {
                channel.shutdownNow().awaitTermination(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
        callbacks.shutdown();
    }
}
