package io.millrace.srt;

import io.millrace.srt.core.SrtSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An SRT listener: any number of callers on one UDP port. Who may connect, and with which settings,
 * is the {@link SrtListener}'s decision per stream id. Thread-safe; {@link #close} ends all
 * connections.
 */
public final class SrtServer implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;

    private final EventLoopGroup loops;
    private final Channel channel;
    private final ServerPort port;
    private final ServerCounters counters;

    private SrtServer(
            EventLoopGroup loops, Channel channel, ServerPort port, ServerCounters counters) {
        this.loops = loops;
        this.channel = channel;
        this.port = port;
        this.counters = counters;
    }

    /**
     * Listens, on an event loop of its own.
     *
     * @param settings of the handshake: minimum version and the key length that is announced
     */
    public static SrtServer start(
            InetSocketAddress address, SrtSettings settings, SrtListener listener)
            throws IOException {
        EventLoopGroup loops = Sockets.newLoops(1);
        ServerCounters counters = new ServerCounters();
        CompletableFuture<ServerPort> port = new CompletableFuture<>();
        ChannelFuture bound =
                Sockets.bootstrap(
                                loops,
                                Epoll.isAvailable(),
                                pump -> {
                                    ServerPort created =
                                            new ServerPort(
                                                    pump,
                                                    listener,
                                                    settings,
                                                    new SecureRandom(),
                                                    counters);
                                    port.complete(created);
                                    return created;
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_MILLIS);
            throw new IOException("SRT cannot listen on " + address, bound.cause());
        }
        return new SrtServer(loops, bound.channel(), port.join(), counters);
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    public ServerCounters counters() {
        return counters;
    }

    /** Datagrams that a full socket did not take. */
    public long droppedDatagrams() {
        return port.pump().droppedDatagrams();
    }

    @Override
    public void close() {
        channel.eventLoop().submit(port::closeConnections).awaitUninterruptibly(CLOSE_MILLIS);
        channel.close().awaitUninterruptibly(CLOSE_MILLIS);
        loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS);
    }
}
