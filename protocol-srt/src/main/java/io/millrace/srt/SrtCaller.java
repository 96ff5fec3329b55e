package io.millrace.srt;

import io.millrace.srt.OutgoingCall.Order;
import io.millrace.srt.Sockets.Bound;
import io.millrace.srt.core.SrtSettings;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One UDP port from which any number of calls are made, to one listener or several. Made by {@link
 * SrtClient#open}. Thread-safe.
 */
public final class SrtCaller implements AutoCloseable {
    private final Bound<CallerPort> bound;

    SrtCaller(Bound<CallerPort> bound) {
        this.bound = bound;
    }

    /**
     * Calls a listener. The result fails with {@link SrtRejectedException} when it refuses or is
     * silent, and is cancelled when the port is closed first.
     */
    public CompletionStage<SrtConnection> connect(
            SrtClient.Target target, SrtSettings settings, SrtConnectionHandler handler) {
        CompletableFuture<SrtConnection> result = new CompletableFuture<>();
        Order order = new Order(target, settings, handler, result);
        CallerPort port = bound.consumer();
        port.pump()
                .run(
                        () -> {
                            if (bound.channel().isActive()) {
                                port.call(order);
                            } else {
                                result.cancel(false);
                            }
                        },
                        () -> result.cancel(false));
        return result;
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Ends all calls, with a word to their peers, and frees the port. */
    @Override
    public void close() {
        bound.consumer().pump().run(bound.consumer()::close, () -> {});
    }

    /** Waits, for moments only, until the port is free; from another thread than its loop's. */
    void awaitClosed() {
        bound.channel().closeFuture().awaitUninterruptibly(Sockets.CLOSE_MILLIS);
    }
}
