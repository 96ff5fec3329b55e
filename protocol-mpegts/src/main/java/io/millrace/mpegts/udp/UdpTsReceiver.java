package io.millrace.mpegts.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;

/**
 * Receives a transport stream over UDP, from one sender or a multicast group: packets directly in
 * datagrams, or in RTP (RFC 2250), told apart by content. With epoll, many datagrams are read at
 * once (recvmmsg). Thread-safe; the sink is called on one event loop.
 */
public final class UdpTsReceiver implements AutoCloseable {
    private static final int DATAGRAMS_PER_READ = 32;

    private final Channel channel;
    private final ReceiverCounters counters;

    private UdpTsReceiver(Channel channel, ReceiverCounters counters) {
        this.channel = channel;
        this.counters = counters;
    }

    /**
     * Listens, on event loops that the caller owns. Blocks until the socket is bound, and has
     * joined its group; not to be called on an event loop.
     */
    public static UdpTsReceiver start(
            UdpTsReceiverSettings settings, UdpTsSink sink, IoEventLoopGroup loops)
            throws IOException {
        InetSocketAddress address = UdpSockets.resolved(settings.address());
        ReceiverCounters counters = new ReceiverCounters();
        ReceiverHandler handler = new ReceiverHandler(settings, counters, sink);
        ChannelFuture bound = bootstrap(settings, address, loops).handler(handler).bind(address);
        awaitOrThrow(bound, "cannot listen on " + address);
        UdpTsReceiver receiver = new UdpTsReceiver(bound.channel(), counters);
        if (address.getAddress().isMulticastAddress()) {
            receiver.join(settings, address);
        }
        return receiver;
    }

    /** A group is bound to itself, so that datagrams of other groups do not come in. */
    private static Bootstrap bootstrap(
            UdpTsReceiverSettings settings, InetSocketAddress address, IoEventLoopGroup loops) {
        boolean epoll = UdpSockets.isEpoll(loops);
        int datagramBytes = settings.buffers().maxDatagramBytes() + 1;
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops)
                        .channelFactory(UdpSockets.channels(loops, address))
                        .option(ChannelOption.SO_RCVBUF, settings.buffers().receiveBufferBytes())
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(
                                        epoll
                                                ? datagramBytes * DATAGRAMS_PER_READ
                                                : datagramBytes));
        if (address.getAddress().isMulticastAddress()) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        }
        return epoll
                ? bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, datagramBytes)
                : bootstrap;
    }

    private void join(UdpTsReceiverSettings settings, InetSocketAddress group) throws IOException {
        try {
            NetworkInterface joined =
                    UdpSockets.interfaceFor(settings.origin().networkInterface(), group);
            DatagramChannel socket = (DatagramChannel) channel;
            ChannelFuture done =
                    settings.origin()
                            .source()
                            .map(source -> socket.joinGroup(group.getAddress(), joined, source))
                            .orElseGet(() -> socket.joinGroup(group, joined));
            awaitOrThrow(done, "cannot join " + group + " on " + joined.getName());
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private static void awaitOrThrow(ChannelFuture future, String problem) throws IOException {
        if (!future.awaitUninterruptibly().isSuccess()) {
            throw new IOException(problem, future.cause());
        }
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    public UdpTsCounts counts() {
        return counters.now();
    }

    /** Leaves the group and closes the socket. Blocks until it is, unless on an event loop. */
    @Override
    public void close() {
        ChannelFuture closed = channel.close();
        if (!channel.eventLoop().inEventLoop()) {
            closed.awaitUninterruptibly();
        }
    }
}
