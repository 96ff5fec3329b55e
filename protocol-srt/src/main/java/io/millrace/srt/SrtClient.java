package io.millrace.srt;

import io.millrace.srt.Sockets.Binding;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.netty.channel.IoEventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Makes SRT calls, each from a UDP port of its own or several from one. Thread-safe. */
public final class SrtClient implements AutoCloseable {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(0);

    private final IoEventLoopGroup loops;
    private final boolean ownsLoops;
    private final Set<SrtCaller> open = ConcurrentHashMap.newKeySet();
    private final CallerPort.Losses losses = new CallerPort.Losses();
    private volatile boolean closed;

    /** On an event loop of its own. */
    public SrtClient() {
        this(Optional.empty());
    }

    /** On the event loops given, which stay the application's, or else on one of its own. */
    public SrtClient(Optional<IoEventLoopGroup> sharedLoops) {
        loops = sharedLoops.orElseGet(() -> Sockets.newLoops(1));
        ownsLoops = sharedLoops.isEmpty();
    }

    /** Whom to call and what to ask for; a stream id has at most 512 bytes. */
    public record Target(InetSocketAddress address, String streamId, int timeoutMillis) {
        private static final int DEFAULT_TIMEOUT_MILLIS = 3_000;

        public Target {
            int bytes = streamId.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > StreamId.MAX_BYTES) {
                throw new IllegalArgumentException("Stream id of " + bytes + " bytes");
            }
        }

        /** With libsrt's time-out of 3 seconds. */
        public static Target of(InetSocketAddress address, String streamId) {
            return new Target(address, streamId, DEFAULT_TIMEOUT_MILLIS);
        }
    }

    /**
     * Calls a listener from a port of the call's own. The result fails with {@link
     * SrtRejectedException} when it refuses or is silent.
     */
    public CompletionStage<SrtConnection> connect(
            Target target, SrtSettings settings, SrtConnectionHandler handler) {
        return open(ANY_PORT, true)
                .thenCompose(caller -> caller.connect(target, settings, handler));
    }

    /** Opens a port for several calls. */
    public CompletionStage<SrtCaller> open(InetSocketAddress localAddress) {
        return open(localAddress, false);
    }

    private CompletableFuture<SrtCaller> open(
            InetSocketAddress localAddress, boolean closesWithLastCall) {
        return Sockets.bind(
                        Binding.of(loops, localAddress),
                        pump -> new CallerPort(pump, closesWithLastCall, losses))
                .thenApply(bound -> {
                    SrtCaller caller = new SrtCaller(bound);
                    open.add(caller);
                    bound.channel().closeFuture().addListener(_ -> open.remove(caller));
                    if (closed) {
                        caller.close();
                    }
                    return caller;
                });
    }

    /** Calls of handlers that threw; each has ended its connection. */
    public long handlerFailures() {
        return losses.handlerFailures().sum();
    }

    /** Datagrams that a full socket did not take. */
    public long droppedDatagrams() {
        return losses.droppedDatagrams().sum();
    }

    /**
     * Ends all connections and frees their ports, with a word to their peers but without a linger
     * time. Event loops of the application go on, and are not to be ended before this has been.
     */
    @Override
    public void close() {
        closed = true;
        List<SrtCaller> callers = List.copyOf(open);
        callers.forEach(SrtCaller::close);
        if (ownsLoops) {
            // A loop that ends closes its sockets before it runs what waits, such as our word.
            callers.forEach(SrtCaller::awaitClosed);
            Sockets.shutDown(loops);
        }
    }
}
