package io.millrace.rtsp.client;

import io.millrace.rtsp.srtp.SrtpSession;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
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
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The two sockets of one track over UDP: RTP on an even port, RTCP on the next (RFC 3550, section
 * 11). Takes what the server's address sends from whatever port, for cameras name wrong ones.
 * Confined to an event loop; futures complete on it.
 */
final class ClientUdp {
    private static final int ATTEMPTS = 50;
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final int RECEIVE_BUFFER_BYTES = 2 << 20;

    private final Channel rtp;
    private final Channel rtcp;
    private final Side rtpSide;
    private final Side rtcpSide;

    private ClientUdp(Channel rtp, Channel rtcp, Side rtpSide, Side rtcpSide) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.rtpSide = rtpSide;
        this.rtcpSide = rtcpSide;
    }

    /** Binds two ports. */
    static CompletableFuture<ClientUdp> open(EventLoop loop, InetAddress local, InetAddress peer) {
        CompletableFuture<ClientUdp> opened = new CompletableFuture<>();
        attempt(new Place(loop, local, peer), ATTEMPTS, opened);
        return opened;
    }

    /** Hears a group, by the network interface that the connection goes by. */
    static CompletableFuture<ClientUdp> join(
            EventLoop loop, InetAddress local, InetAddress peer, MulticastPlace where) {
        Place place = new Place(loop, local, peer);
        Side rtpSide = new Side(peer);
        Side rtcpSide = new Side(peer);
        return place.join(where.group(), where.ports().rtp(), rtpSide)
                .thenCompose(rtp ->
                        place.join(where.group(), where.ports().rtcp(), rtcpSide)
                                .thenApply(rtcp -> new ClientUdp(rtp, rtcp, rtpSide, rtcpSide))
                                .whenComplete((_, failure) -> {
                                    if (failure != null) {
                                        var _ = rtp.close();
                                    }
                                }));
    }

    private record Place(EventLoop loop, InetAddress local, InetAddress peer) {
        ChannelFuture bind(int port, Side side) {
            return bootstrap(side).bind(new InetSocketAddress(local, port));
        }

        private Bootstrap bootstrap(Side side) {
            boolean epoll =
                    loop.parent() instanceof IoEventLoopGroup group
                            && group.isIoType(EpollIoHandler.class);
            return new Bootstrap()
                    .group(loop)
                    .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                    .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                    .handler(side);
        }

        /** A socket that hears a group, beside others of this machine that do. */
        CompletableFuture<Channel> join(InetAddress group, int port, Side side) {
            CompletableFuture<Channel> joined = new CompletableFuture<>();
            bootstrap(side)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .bind(new InetSocketAddress(group, port))
                    .addListener(
                            (ChannelFutureListener)
                                    bound -> {
                                        if (bound.isSuccess()) {
                                            join((DatagramChannel) bound.channel(), group, joined);
                                        } else {
                                            joined.completeExceptionally(bound.cause());
                                        }
                                    });
            return joined;
        }

        private void join(
                DatagramChannel channel, InetAddress group, CompletableFuture<Channel> joined) {
            try {
                NetworkInterface by = NetworkInterface.getByInetAddress(local);
                if (by == null) {
                    throw new SocketException("no network interface has " + local);
                }
                channel.joinGroup(new InetSocketAddress(group, 0), by)
                        .addListener(
                                (ChannelFutureListener)
                                        done -> {
                                            if (done.isSuccess()) {
                                                joined.complete(channel);
                                            } else {
                                                var _ = channel.close();
                                                joined.completeExceptionally(done.cause());
                                            }
                                        });
            } catch (SocketException e) {
                var _ = channel.close();
                joined.completeExceptionally(e);
            }
        }
    }

    private static void attempt(Place place, int left, CompletableFuture<ClientUdp> opened) {
        Side rtpSide = new Side(place.peer());
        place.bind(0, rtpSide)
                .addListener(
                        (ChannelFutureListener)
                                first -> {
                                    if (first.isSuccess()) {
                                        second(place, left, first.channel(), rtpSide, opened);
                                    } else {
                                        opened.completeExceptionally(first.cause());
                                    }
                                });
    }

    private static void second(
            Place place, int left, Channel rtp, Side rtpSide, CompletableFuture<ClientUdp> opened) {
        int port = port(rtp);
        if (port % 2 != 0) {
            again(place, left, rtp, opened, new IllegalStateException("no pair of UDP ports"));
            return;
        }
        Side rtcpSide = new Side(place.peer());
        place.bind(port + 1, rtcpSide)
                .addListener(
                        (ChannelFutureListener)
                                bound -> {
                                    if (bound.isSuccess()) {
                                        opened.complete(
                                                new ClientUdp(
                                                        rtp, bound.channel(), rtpSide, rtcpSide));
                                    } else {
                                        again(place, left, rtp, opened, bound.cause());
                                    }
                                });
    }

    private static void again(
            Place place,
            int left,
            Channel rtp,
            CompletableFuture<ClientUdp> opened,
            Throwable cause) {
        var _ = rtp.close();
        if (left > 1) {
            attempt(place, left - 1, opened);
        } else {
            opened.completeExceptionally(cause);
        }
    }

    int rtpPort() {
        return port(rtp);
    }

    int rtcpPort() {
        return port(rtcp);
    }

    /** Directs packets, which are borrowed; until then they are dropped. */
    void listen(Consumer<ByteBuf> onRtp, Consumer<ByteBuf> onRtcp) {
        rtpSide.receiver = onRtp;
        rtcpSide.receiver = onRtcp;
    }

    /** Makes a NAT between let the server's packets through: an empty packet to each port. */
    void open(
            InetSocketAddress serverRtp,
            InetSocketAddress serverRtcp,
            int payloadType,
            Optional<SrtpSession> security) {
        ByteBuf empty = Unpooled.buffer(12).writeByte(0x80).writeByte(payloadType).writeZero(10);
        ByteBuf packet = SrtpSession.protectRtp(security, empty);
        var _ = rtp.writeAndFlush(new DatagramPacket(packet, serverRtp));
        ByteBuf report = Unpooled.buffer(8).writeInt(0x80C9_0001).writeInt(0);
        sendRtcp(SrtpSession.protectRtcp(security, report), serverRtcp);
    }

    /** Takes over the packet. */
    void sendRtp(ByteBuf packet, InetSocketAddress serverRtp) {
        var _ = rtp.writeAndFlush(new DatagramPacket(packet, serverRtp));
    }

    /** Likewise. */
    void sendRtcp(ByteBuf packet, InetSocketAddress serverRtcp) {
        var _ = rtcp.writeAndFlush(new DatagramPacket(packet, serverRtcp));
    }

    /** Datagrams of other senders. */
    long strangers() {
        return rtpSide.strangers + rtcpSide.strangers;
    }

    void close() {
        var _ = rtp.close();
        var _ = rtcp.close();
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static final class Side extends SimpleChannelInboundHandler<DatagramPacket> {
        private final InetAddress peer;
        private Consumer<ByteBuf> receiver = _ -> {};
        private long strangers;

        Side(InetAddress peer) {
            this.peer = peer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (packet.sender().getAddress().equals(peer)) {
                receiver.accept(packet.content());
            } else {
                strangers++;
            }
        }

        /** A datagram that could not be sent or read, such as a port that is closed there. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            strangers++;
        }
    }
}
