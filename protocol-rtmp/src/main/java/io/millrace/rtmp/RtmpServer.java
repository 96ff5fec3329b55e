package io.millrace.rtmp;

import io.millrace.stream.Counters;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An RTMP server: encoders publish into {@link Publishing}, players play from {@link Reading}, on
 * one port. Where a role is not given, its requests are refused in RTMP's own terms. Thread-safe;
 * {@link #close} ends all sessions.
 */
public final class RtmpServer implements AutoCloseable {
    /** A reader that is behind by more than the high mark is passed over, not queued for. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 << 10, 1 << 20);

    private static final int BACKLOG = 1024;
    private static final int CLOSE_MILLIS = 3_000;

    private final Channel listener;
    private final ChannelGroup connections;
    private final Optional<EventLoopGroup> ownLoops;

    /** The roles of a server. */
    public record Roles(Optional<Publishing> publishing, Optional<Reading> reading) {
        /** Both. */
        public static Roles of(Publishing publishing, Reading reading) {
            return new Roles(Optional.of(publishing), Optional.of(reading));
        }

        /** For publishers only. */
        public static Roles publishingTo(Publishing publishing) {
            return new Roles(Optional.of(publishing), Optional.empty());
        }

        /** For readers only. */
        public static Roles readingFrom(Reading reading) {
            return new Roles(Optional.empty(), Optional.of(reading));
        }
    }

    private RtmpServer(
            Channel listener, ChannelGroup connections, Optional<EventLoopGroup> ownLoops) {
        this.listener = listener;
        this.connections = connections;
        this.ownLoops = ownLoops;
    }

    /** Listens, on event loops of its own: as many as there are processors. */
    public static RtmpServer start(RtmpSettings settings, Roles roles, Counters counters)
            throws IOException {
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
        try {
            return start(settings, roles, counters, loops, Optional.of(loops));
        } catch (IOException e) {
            var _ = loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            throw e;
        }
    }

    /** Listens, on {@code loops} (epoll or NIO), which stay the caller's. */
    public static RtmpServer start(
            RtmpSettings settings, Roles roles, Counters counters, EventLoopGroup loops)
            throws IOException {
        return start(settings, roles, counters, loops, Optional.empty());
    }

    private static RtmpServer start(
            RtmpSettings settings,
            Roles roles,
            Counters counters,
            EventLoopGroup loops,
            Optional<EventLoopGroup> ownLoops)
            throws IOException {
        SessionContext.Server server =
                new SessionContext.Server(
                        settings, roles.publishing(), roles.reading(), RtmpCounters.of(counters));
        ChannelGroup connections =
                new DefaultChannelGroup("rtmp", GlobalEventExecutor.INSTANCE, true);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(channelType(loops))
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(initializer(server, connections))
                        .bind(settings.address())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("RTMP cannot listen on " + settings.address(), bound.cause());
        }
        return new RtmpServer(bound.channel(), connections, ownLoops);
    }

    private static Class<? extends ServerChannel> channelType(EventLoopGroup loops) {
        boolean epoll =
                loops instanceof MultiThreadIoEventLoopGroup group
                        && group.isIoType(EpollIoHandler.class);
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private static ChannelHandler initializer(
            SessionContext.Server server, ChannelGroup connections) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                connections.add(channel);
                channel.pipeline().addLast(new RtmpConnection(server));
            }
        };
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Connections open now. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening and closes all connections; waits for it a moment. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(CLOSE_MILLIS);
        connections.close().awaitUninterruptibly(CLOSE_MILLIS);
        ownLoops.ifPresent(loops ->
                loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(CLOSE_MILLIS));
    }
}
