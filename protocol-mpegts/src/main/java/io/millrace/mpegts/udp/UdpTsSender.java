package io.millrace.mpegts.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends a transport stream over UDP, seven packets a datagram, at the stream's pace or a given one.
 * Thread-safe.
 */
public final class UdpTsSender implements AutoCloseable {
    private final Channel channel;
    private final PacedQueue queue;

    private UdpTsSender(Channel channel, PacedQueue queue) {
        this.channel = channel;
        this.queue = queue;
    }

    /**
     * Opens a socket, on event loops that the caller owns. Blocks until it is open; not to be
     * called on an event loop.
     */
    public static UdpTsSender open(UdpTsSenderSettings settings, IoEventLoopGroup loops)
            throws IOException {
        InetSocketAddress target = UdpSockets.resolved(settings.target());
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops)
                        .channelFactory(UdpSockets.channels(loops, target))
                        .handler(new ChannelInboundHandlerAdapter());
        if (target.getAddress().isMulticastAddress()) {
            bootstrap
                    .option(ChannelOption.IP_MULTICAST_TTL, settings.multicastTtl())
                    .option(
                            ChannelOption.IP_MULTICAST_IF,
                            UdpSockets.interfaceFor(settings.networkInterface(), target));
        }
        ChannelFuture bound =
                bootstrap.bind(anyAddressLike(target.getAddress()), 0).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot open a UDP socket to " + target, bound.cause());
        }
        return new UdpTsSender(bound.channel(), new PacedQueue(bound.channel(), settings, target));
    }

    private static InetAddress anyAddressLike(InetAddress target) throws IOException {
        return InetAddress.getByAddress(new byte[target.getAddress().length]);
    }

    /**
     * Queues packets; the buffer is taken over.
     *
     * @param packets a whole number of packets of 188 bytes, however many
     * @return completes when all of them were given to the system, so that who waits for it before
     *     sending more is held back to the pace; fails if they were dropped
     */
    public CompletionStage<Void> send(ByteBuf packets) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        if (packets.readableBytes() % PlainDatagrams.PACKET_BYTES != 0) {
            int size = packets.readableBytes();
            packets.release();
            throw new IllegalArgumentException(size + " bytes are no whole packets");
        }
        try {
            channel.eventLoop().execute(() -> queue.add(packets, sent));
        } catch (RejectedExecutionException ended) {
            packets.release();
            sent.completeExceptionally(ended);
        }
        return sent;
    }

    public UdpTsSenderCounts counts() {
        return queue.counts();
    }

    /** Drops what waits and closes the socket. Blocks until it is, unless on an event loop. */
    @Override
    public void close() {
        ChannelFuture closed = channel.close();
        if (!channel.eventLoop().inEventLoop()) {
            closed.awaitUninterruptibly();
        }
    }
}
