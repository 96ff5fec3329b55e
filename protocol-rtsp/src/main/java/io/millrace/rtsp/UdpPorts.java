package io.millrace.rtsp;

import io.millrace.stream.Counters;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The server's RTP and RTCP ports, shared by all sessions. With epoll, each event loop has sockets
 * of its own on the same ports (SO_REUSEPORT), so that a session sends without leaving its loop;
 * without, one pair on one loop serves all. Datagrams go to the session that set up their source
 * address, on its executor. Thread-safe.
 */
final class UdpPorts implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 2_048;
    private static final int SOCKET_BUFFER_BYTES = 2 * 1024 * 1024;
    private static final int PAIR_ATTEMPTS = 50;

    private final Transports transports;
    private final Counters counters;
    private final Map<EventLoop, Sockets> socketsByLoop = new HashMap<>();
    private final List<Channel> channels = new ArrayList<>();
    private final Map<InetSocketAddress, Route> rtpRoutes = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, Route> rtcpRoutes = new ConcurrentHashMap<>();

    /** Sockets of one event loop. {@code blocked} are called when {@code rtp} can take more. */
    record Sockets(Channel rtp, Channel rtcp, Set<Runnable> onWritable) {}

    /** Who takes datagrams of one source; {@code receiver} borrows the bytes. */
    record Route(EventExecutor executor, Consumer<ByteBuf> receiver) {}

    private UdpPorts(Transports transports, Counters counters) {
        this.transports = transports;
        this.counters = counters;
    }

    static UdpPorts open(RtspServerSettings settings, Transports transports, Counters counters)
            throws IOException {
        UdpPorts ports = new UdpPorts(transports, counters);
        try {
            ports.bindAll(settings);
        } catch (IOException e) {
            ports.close();
            throw e;
        }
        return ports;
    }

    private void bindAll(RtspServerSettings settings) throws IOException {
        requireFree(settings.address(), settings.rtpPort());
        requireFree(settings.address(), settings.rtcpPort());
        List<EventLoop> loops = transports.loops();
        Sockets first = bindFirst(settings, loops.getFirst());
        socketsByLoop.put(loops.getFirst(), first);
        if (transports.epoll()) {
            for (EventLoop loop : loops.subList(1, loops.size())) {
                socketsByLoop.put(
                        loop, bind(settings.address(), rtpPort(first), rtcpPort(first), loop));
            }
        }
    }

    /** SO_REUSEPORT would share a port with another process of this user: find that out first. */
    private static void requireFree(String address, int port) throws IOException {
        if (port == 0) {
            return;
        }
        InetSocketAddress local = new InetSocketAddress(address, port);
        try (DatagramSocket _ = new DatagramSocket(local)) {
            return;
        } catch (SocketException e) {
            throw new IOException("cannot listen on udp " + address + ":" + port, e);
        }
    }

    /** RTP on an even port and RTCP on the next one (RFC 3550, 11) where both may be any. */
    private Sockets bindFirst(RtspServerSettings settings, EventLoop loop) throws IOException {
        if (settings.rtpPort() != 0 || settings.rtcpPort() != 0) {
            return bind(settings.address(), settings.rtpPort(), settings.rtcpPort(), loop);
        }
        IOException last = new IOException("no pair of free UDP ports");
        for (int i = 0; i < PAIR_ATTEMPTS; i++) {
            Channel rtp = bindOne(settings.address(), 0, loop, rtpRoutes);
            int port = port(rtp);
            if (port % 2 == 0) {
                try {
                    Channel rtcp = bindOne(settings.address(), port + 1, loop, rtcpRoutes);
                    return keep(rtp, rtcp);
                } catch (IOException e) {
                    last = e;
                }
            }
            close(rtp);
        }
        throw last;
    }

    private Sockets bind(String address, int rtpPort, int rtcpPort, EventLoop loop)
            throws IOException {
        Channel rtp = bindOne(address, rtpPort, loop, rtpRoutes);
        channels.add(rtp);
        return keep(rtp, bindOne(address, rtcpPort, loop, rtcpRoutes));
    }

    private Sockets keep(Channel rtp, Channel rtcp) {
        if (!channels.contains(rtp)) {
            channels.add(rtp);
        }
        channels.add(rtcp);
        Sockets sockets = new Sockets(rtp, rtcp, ConcurrentHashMap.newKeySet());
        rtp.pipeline().get(Receiver.class).onWritable = sockets.onWritable();
        return sockets;
    }

    private Channel bindOne(
            String address, int port, EventLoop loop, Map<InetSocketAddress, Route> routes)
            throws IOException {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(transports.datagramChannel())
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(
                                        SOCKET_BUFFER_BYTES, 2 * SOCKET_BUFFER_BYTES))
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                        .handler(new Receiver(routes));
        if (transports.epoll()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM_BYTES);
        }
        return Transports.bound(
                bootstrap.bind(new InetSocketAddress(address, port)), address, port);
    }

    /** Whether one write may carry several datagrams of equal size (UDP GSO). */
    boolean segmentation() {
        return transports.epoll() && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    int rtpPort() {
        return rtpPort(anySockets());
    }

    int rtcpPort() {
        return rtcpPort(anySockets());
    }

    private static int rtpPort(Sockets sockets) {
        return port(sockets.rtp());
    }

    private static int rtcpPort(Sockets sockets) {
        return port(sockets.rtcp());
    }

    private Sockets anySockets() {
        return socketsByLoop.values().iterator().next();
    }

    /** The sockets that live on {@code loop}, or any. */
    Sockets socketsOf(EventExecutor loop) {
        Sockets found = loop instanceof EventLoop own ? socketsByLoop.get(own) : null;
        return found == null ? anySockets() : found;
    }

    /**
     * Directs what comes from these addresses.
     *
     * @return false if another session has one of them: nothing is changed
     */
    boolean register(
            InetSocketAddress rtpSource, Route rtp, InetSocketAddress rtcpSource, Route rtcp) {
        if (rtpRoutes.putIfAbsent(rtpSource, rtp) != null) {
            return false;
        }
        if (rtcpRoutes.putIfAbsent(rtcpSource, rtcp) != null) {
            rtpRoutes.remove(rtpSource, rtp);
            return false;
        }
        return true;
    }

    void unregister(InetSocketAddress rtpSource, InetSocketAddress rtcpSource) {
        rtpRoutes.remove(rtpSource);
        rtcpRoutes.remove(rtcpSource);
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static void close(Channel channel) {
        var _ = channel.close();
    }

    @Override
    public void close() {
        channels.forEach(UdpPorts::close);
    }

    private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Map<InetSocketAddress, Route> routes;
        private Set<Runnable> onWritable = Set.of();

        Receiver(Map<InetSocketAddress, Route> routes) {
            this.routes = routes;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Route route = routes.get(packet.sender());
            if (route == null) {
                counters.counter("rtsp_udp_dropped", "reason", "unknown-source").increment();
            } else if (route.executor().inEventLoop()) {
                route.receiver().accept(packet.content());
            } else {
                ByteBuf content = packet.content().retain();
                route.executor().execute(() -> deliver(route, content));
            }
        }

        private static void deliver(Route route, ByteBuf content) {
            try {
                route.receiver().accept(content);
            } finally {
                content.release();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                onWritable.forEach(Runnable::run);
            }
        }

        /** One datagram that could not be sent or read is no reason to stop serving others. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            counters.counter("rtsp_udp_dropped", "reason", "socket-error").increment();
        }
    }
}
