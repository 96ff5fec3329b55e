package io.millrace.srt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** UDP sockets: with recvmmsg and sendmmsg where epoll is, of NIO elsewhere. */
final class Sockets {
    private static final int DATAGRAM_BYTES = 1536;
    private static final int DATAGRAMS_PER_READ = 32;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    static final int CLOSE_MILLIS = 3_000;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(4 << 20, 16 << 20);

    private Sockets() {}

    /** A socket that is bound, and what its datagrams are for. */
    record Bound<T>(Channel channel, T consumer) {}

    /** Which socket: {@code reusePort} lets several of ours have one address. */
    record Binding(
            EventLoopGroup loops, boolean epoll, InetSocketAddress address, boolean reusePort) {
        /** For loops of {@link #newLoops}, or of the application: epoll where they are epoll's. */
        static Binding of(IoEventLoopGroup loops, InetSocketAddress address) {
            return new Binding(loops, isEpoll(loops), address, false);
        }
    }

    static IoEventLoopGroup newLoops(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static boolean isEpoll(IoEventLoopGroup loops) {
        return Epoll.isAvailable() && loops.isIoType(EpollIoHandler.class);
    }

    /** Binds a socket; the result comes on its event loop. */
    static <T extends DatagramPump.Consumer> CompletableFuture<Bound<T>> bind(
            Binding binding, DatagramPump.ConsumerFactory<T> factory) {
        CompletableFuture<T> consumer = new CompletableFuture<>();
        CompletableFuture<Bound<T>> result = new CompletableFuture<>();
        Bootstrap bootstrap =
                bootstrap(
                        binding,
                        pump -> {
                            T created = factory.create(pump);
                            consumer.complete(created);
                            return created;
                        });
        bootstrap
                .bind(binding.address())
                .addListener(bound -> {
                    if (bound.isSuccess()) {
                        Channel channel = ((io.netty.channel.ChannelFuture) bound).channel();
                        result.complete(new Bound<>(channel, consumer.join()));
                    } else {
                        result.completeExceptionally(bound.cause());
                    }
                });
        return result;
    }

    /** Lets other sockets of this user have the address of one that is bound, an epoll's. */
    static void shareAddress(Channel channel) {
        channel.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
    }

    private static <T extends DatagramPump.Consumer> Bootstrap bootstrap(
            Binding binding, DatagramPump.ConsumerFactory<T> factory) {
        int perRead = binding.epoll() ? DATAGRAMS_PER_READ : 1;
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(binding.loops())
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DATAGRAM_BYTES * perRead))
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new DatagramPump(channel, factory));
                                    }
                                });
        if (!binding.epoll()) {
            return bootstrap.channel(NioDatagramChannel.class);
        }
        return bootstrap
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                .option(EpollChannelOption.SO_REUSEPORT, binding.reusePort());
    }

    /** Ends loops of our own; from another thread than theirs. */
    static void shutDown(EventLoopGroup loops) {
        Future<?> ended = loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        ended.awaitUninterruptibly(CLOSE_MILLIS);
    }
}
