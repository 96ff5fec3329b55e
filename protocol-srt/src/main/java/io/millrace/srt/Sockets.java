package io.millrace.srt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;

/** UDP sockets: with recvmmsg and sendmmsg where epoll is, of NIO elsewhere. */
final class Sockets {
    private static final int DATAGRAM_BYTES = 1536;
    private static final int DATAGRAMS_PER_READ = 32;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(4 << 20, 16 << 20);

    private Sockets() {}

    static EventLoopGroup newLoops(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** For loops of {@link #newLoops}, or of the caller's: epoll only where they are epoll's. */
    static <T extends DatagramPump.Consumer> Bootstrap bootstrap(
            EventLoopGroup loops, boolean epoll, DatagramPump.ConsumerFactory<T> factory) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new DatagramPump(channel, factory));
                                    }
                                });
        int perRead = epoll ? DATAGRAMS_PER_READ : 1;
        bootstrap.option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(DATAGRAM_BYTES * perRead));
        return epoll
                ? bootstrap
                        .channel(EpollDatagramChannel.class)
                        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                : bootstrap.channel(NioDatagramChannel.class);
    }
}
