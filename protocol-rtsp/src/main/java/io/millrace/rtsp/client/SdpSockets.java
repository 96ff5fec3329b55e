package io.millrace.rtsp.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two sockets of a medium that comes by itself. Opening blocks. */
final class SdpSockets {
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final int RECEIVE_BUFFER_BYTES = 2 << 20;

    private final Channel rtp;
    private final Channel rtcp;

    private SdpSockets(Channel rtp, Channel rtcp) {
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /** Packets are borrowed by those who take them, on the event loop. */
    static SdpSockets open(
            SdpMedium medium,
            Optional<String> networkInterface,
            EventLoop loop,
            Consumer<ByteBuf> onRtp,
            Consumer<ByteBuf> onRtcp)
            throws IOException {
        Place place = Place.of(medium, networkInterface, loop);
        Channel first = place.bind(medium.rtpPort(), onRtp);
        try {
            return new SdpSockets(first, place.bind(medium.rtcpPort(), onRtcp));
        } catch (IOException failed) {
            var _ = first.close();
            throw failed;
        }
    }

    int rtpPort() {
        return ((InetSocketAddress) rtp.localAddress()).getPort();
    }

    void close() {
        var _ = rtp.close();
        var _ = rtcp.close();
    }

    /**
     * Where to listen.
     *
     * @param address a group, which is bound to itself so that others do not come in; or ours
     * @param joined the interface of a group
     */
    private record Place(
            InetAddress address,
            Optional<NetworkInterface> joined,
            Optional<InetAddress> sender,
            EventLoop loop) {
        static Place of(SdpMedium medium, Optional<String> networkInterface, EventLoop loop)
                throws IOException {
            InetAddress said =
                    medium.address().isPresent()
                            ? InetAddress.getByName(medium.address().get())
                            : new InetSocketAddress(0).getAddress();
            Optional<InetAddress> sender =
                    medium.sender().isPresent()
                            ? Optional.of(InetAddress.getByName(medium.sender().get()))
                            : Optional.empty();
            if (said.isMulticastAddress()) {
                return new Place(
                        said, Optional.of(interfaceFor(networkInterface, said)), sender, loop);
            }
            boolean ours = NetworkInterface.getByInetAddress(said) != null;
            InetAddress any = new InetSocketAddress(0).getAddress();
            return new Place(ours ? said : any, Optional.empty(), sender, loop);
        }

        Channel bind(int port, Consumer<ByteBuf> receiver) throws IOException {
            boolean epoll =
                    loop.parent() instanceof IoEventLoopGroup group
                            && group.isIoType(EpollIoHandler.class);
            SocketProtocolFamily family =
                    address instanceof Inet4Address
                            ? SocketProtocolFamily.INET
                            : SocketProtocolFamily.INET6;
            ChannelFuture bound =
                    new Bootstrap()
                            .group(loop)
                            .channelFactory(() -> channel(epoll, family))
                            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                            .option(ChannelOption.SO_REUSEADDR, joined.isPresent())
                            .option(
                                    ChannelOption.RECVBUF_ALLOCATOR,
                                    new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                            .handler(new Side(sender, receiver))
                            .bind(new InetSocketAddress(address, port));
            awaitOrThrow(bound, "cannot listen on " + address.getHostAddress() + ":" + port);
            try {
                join((DatagramChannel) bound.channel(), port);
            } catch (IOException failed) {
                var _ = bound.channel().close();
                throw failed;
            }
            return bound.channel();
        }

        private static DatagramChannel channel(boolean epoll, SocketProtocolFamily family) {
            return epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
        }

        private void join(DatagramChannel channel, int port) throws IOException {
            if (joined.isPresent()) {
                NetworkInterface on = joined.get();
                ChannelFuture done =
                        sender.map(from -> channel.joinGroup(address, on, from))
                                .orElseGet(() ->
                                        channel.joinGroup(
                                                new InetSocketAddress(address, port), on));
                awaitOrThrow(done, "cannot join " + address.getHostAddress());
            }
        }

        private static void awaitOrThrow(ChannelFuture future, String problem) throws IOException {
            if (!future.awaitUninterruptibly().isSuccess()) {
                throw new IOException(problem, future.cause());
            }
        }
    }

    private static NetworkInterface interfaceFor(Optional<String> nameOrAddress, InetAddress group)
            throws IOException {
        NetworkInterface found =
                nameOrAddress.isPresent() ? named(nameOrAddress.get()) : routed(group);
        if (found == null) {
            throw new IOException("no network interface for " + group.getHostAddress());
        }
        return found;
    }

    private static @Nullable NetworkInterface named(String nameOrAddress) throws IOException {
        NetworkInterface named = NetworkInterface.getByName(nameOrAddress);
        return named != null
                ? named
                : NetworkInterface.getByInetAddress(InetAddress.getByName(nameOrAddress));
    }

    /** Nothing is sent. */
    private static @Nullable NetworkInterface routed(InetAddress group) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(group, 1));
            return NetworkInterface.getByInetAddress(socket.getLocalAddress());
        }
    }

    private static final class Side extends SimpleChannelInboundHandler<DatagramPacket> {
        private static final Logger LOG = LoggerFactory.getLogger(Side.class);

        private final Optional<InetAddress> sender;
        private final Consumer<ByteBuf> receiver;

        Side(Optional<InetAddress> sender, Consumer<ByteBuf> receiver) {
            this.sender = sender;
            this.receiver = receiver;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            boolean wanted = sender.isEmpty() || sender.get().equals(packet.sender().getAddress());
            if (wanted) {
                receiver.accept(packet.content());
            }
        }

        /** A datagram that could not be read costs itself. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("{}", context.channel().localAddress(), cause);
        }
    }
}
