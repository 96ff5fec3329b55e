package io.millrace.srt;

import io.millrace.srt.OutgoingCall.Order;
import io.millrace.srt.Sockets.Binding;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.netty.channel.IoEventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes SRT calls, each from a UDP port of its own or several from one. Thread-safe. */
public final class SrtClient implements AutoCloseable {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(0);

    private final IoEventLoopGroup loops;
    private final boolean ownsLoops;

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
        CompletableFuture<SrtConnection> result = new CompletableFuture<>();
        var _ =
                Sockets.bind(Binding.of(loops, ANY_PORT), pump -> new CallerPort(pump, true))
                        .whenComplete((bound, failure) -> {
                            if (failure == null) {
                                bound.consumer().call(new Order(target, settings, handler, result));
                            } else {
                                result.completeExceptionally(failure);
                            }
                        });
        return result;
    }

    /** Opens a port for several calls. */
    public CompletionStage<SrtCaller> open(InetSocketAddress localAddress) {
        return Sockets.bind(Binding.of(loops, localAddress), pump -> new CallerPort(pump, false))
                .thenApply(SrtCaller::new);
    }

    /**
     * Ends all connections at once when the event loop is its own; those that should be told are
     * closed before. On shared loops nothing is ended.
     */
    @Override
    public void close() {
        if (ownsLoops) {
            Sockets.shutDown(loops);
        }
    }
}
