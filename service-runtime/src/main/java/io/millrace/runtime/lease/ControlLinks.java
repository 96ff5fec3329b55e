package io.millrace.runtime.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.millrace.proto.control.Replica;
import io.millrace.proto.control.Topology;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to every replica of control that owns paths, as the topology says. Thread-safe.
 *
 * @see TopologyWatch
 */
final class ControlLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLinks.class);
    private static final int LARGEST_LIST = 64 << 20;

    private final ChannelCredentials credentials;
    private final ExecutorService callbacks;
    private final Function<ManagedChannel, List<? extends AutoCloseable>> streams;
    private final Map<String, Link> links = new HashMap<>();
    private List<Optional<String>> owners = List.of();
    private boolean closed;

    /** One replica: its channel, and what is kept open on it. */
    private record Link(ManagedChannel channel, List<? extends AutoCloseable> streams) {}

    /**
     * @param streams opens what is kept open to every replica
     */
    ControlLinks(
            ChannelCredentials credentials,
            ExecutorService callbacks,
            Function<ManagedChannel, List<? extends AutoCloseable>> streams) {
        this.credentials = credentials;
        this.callbacks = callbacks;
        this.streams = streams;
    }

    static ManagedChannel channel(
            String address, ChannelCredentials credentials, ExecutorService callbacks) {
        return Grpc.newChannelBuilder(address, credentials)
                .executor(callbacks)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .maxInboundMessageSize(LARGEST_LIST)
                .build();
    }

    /** Connects to those that are new, and lets go those that are gone. */
    synchronized void update(Topology topology) {
        if (closed || topology.getReplicasCount() == 0) {
            return;
        }
        @Nullable String[] byPartition = new String[topology.getPartitions()];
        for (Replica replica : topology.getReplicasList()) {
            for (int partition : replica.getPartitionsList()) {
                byPartition[partition] = replica.getAddress();
            }
        }
        owners = Arrays.stream(byPartition).map(Optional::ofNullable).toList();
        Set<String> wanted = new HashSet<>();
        topology.getReplicasList().forEach(replica -> wanted.add(replica.getAddress()));
        for (String gone : Set.copyOf(links.keySet())) {
            if (!wanted.contains(gone)) {
                LOG.info("control at {} owns nothing any more", gone);
                close(links.remove(gone));
            }
        }
        wanted.forEach(address -> links.computeIfAbsent(address, this::open));
    }

    private Link open(String address) {
        LOG.info("control at {} owns paths", address);
        ManagedChannel channel = channel(address, credentials, callbacks);
        return new Link(channel, streams.apply(channel));
    }

    /** The channel of the path's owner, if that is known. */
    synchronized Optional<ManagedChannel> owner(String path) {
        return owners.isEmpty()
                ? Optional.empty()
                : owners.get(partition(path, owners.size()))
                        .map(links::get)
                        .map(link -> link.channel);
    }

    /** Connections to all replicas that own paths. */
    synchronized List<ManagedChannel> all() {
        return links.values().stream().map(Link::channel).toList();
    }

    /** Which partition a path belongs to; see lease.proto. */
    synchronized int partition(String path) {
        return owners.isEmpty() ? -1 : partition(path, owners.size());
    }

    private static int partition(String path, int count) {
        CRC32 hash = new CRC32();
        hash.update(path.getBytes(UTF_8));
        return (int) (hash.getValue() % count);
    }

    private static void close(@Nullable Link link) {
        if (link != null) {
            for (AutoCloseable stream : link.streams) {
                try {
                    stream.close();
                } catch (Exception unclosed) { // AutoCloseable declares no less
                    LOG.warn("a stream to control did not close", unclosed);
                }
            }
            link.channel.shutdown();
        }
    }

    @Override
    public void close() {
        List<Link> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(links.values());
            links.clear();
        }
        open.forEach(ControlLinks::close);
        for (Link link : open) {
            try {
                if (!link.channel.awaitTermination(500, TimeUnit.MILLISECONDS)) {
                    link.channel.shutdownNow().awaitTermination(2, TimeUnit.SECONDS);
                }
            } catch (InterruptedException interrupted) {
                link.channel.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
