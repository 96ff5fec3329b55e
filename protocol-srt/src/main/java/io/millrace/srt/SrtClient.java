package io.millrace.srt;

import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** An SRT caller: any number of connections on its event loop. Thread-safe. */
public final class SrtClient implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;

    private final EventLoopGroup loops = Sockets.newLoops(1);

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
     * Calls a listener. The result fails with {@link SrtRejectedException} when it refuses or is
     * silent.
     */
    public CompletionStage<SrtConnection> connect(
            Target target, SrtSettings settings, SrtConnectionHandler handler) {
        CompletableFuture<SrtConnection> result = new CompletableFuture<>();
        Sockets.bootstrap(
                        loops,
                        Epoll.isAvailable(),
                        pump -> new CallerPort(pump, target, settings, handler, result))
                .bind(0)
                .addListener(bound -> {
                    if (!bound.isSuccess()) {
                        result.completeExceptionally(bound.cause());
                    }
                });
        return result;
    }

    /** Ends all connections at once; those that should be told are closed before. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS);
    }
}
