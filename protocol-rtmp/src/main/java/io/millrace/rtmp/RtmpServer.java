package io.millrace.rtmp;

import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.rtmp.auth.Tickets;
import io.millrace.rtmp.handler.RtmpHandler;
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
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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
    private final Optional<Channel> secureListener;
    private final ChannelGroup connections;
    private final Optional<EventLoopGroup> ownLoops;

    /** An application that handles each connection itself. */
    public record Handled(RtmpHandler.Factory factory, RtmpHandler.Media form) {}

    /**
     * The roles of a server.
     *
     * @param handled takes the place of both
     */
    public record Roles(
            Optional<Publishing> publishing, Optional<Reading> reading, Optional<Handled> handled) {
        public Roles(Optional<Publishing> publishing, Optional<Reading> reading) {
            this(publishing, reading, Optional.empty());
        }

        /** An application handles each connection itself, without any log. */
        public static Roles handledBy(RtmpHandler.Factory factory, RtmpHandler.Media form) {
            return new Roles(
                    Optional.empty(), Optional.empty(), Optional.of(new Handled(factory, form)));
        }

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
            Channel listener,
            Optional<Channel> secureListener,
            ChannelGroup connections,
            Optional<EventLoopGroup> ownLoops) {
        this.listener = listener;
        this.secureListener = secureListener;
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
                        settings,
                        roles.publishing(),
                        roles.reading(),
                        roles.handled(),
                        RtmpCounters.of(counters),
                        new ConnectChallenge(new Tickets(System::nanoTime)));
        ChannelGroup connections =
                new DefaultChannelGroup("rtmp", GlobalEventExecutor.INSTANCE, true);
        Channel plain =
                listen(
                        settings.address(),
                        loops,
                        initializer(server, connections, Optional.empty()));
        Optional<Channel> secure = Optional.empty();
        if (settings.security().tls().isPresent()) {
            RtmpSecurity.Tls tls = settings.security().tls().get();
            var address = new InetSocketAddress(settings.address().getAddress(), tls.port());
            try {
                secure =
                        Optional.of(
                                listen(
                                        address,
                                        loops,
                                        initializer(
                                                server, connections, Optional.of(tls.context()))));
            } catch (IOException e) {
                var _ = plain.close();
                throw e;
            }
        }
        return new RtmpServer(plain, secure, connections, ownLoops);
    }

    private static Channel listen(
            InetSocketAddress address, EventLoopGroup loops, ChannelHandler initializer)
            throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(channelType(loops))
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(initializer)
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("RTMP cannot listen on " + address, bound.cause());
        }
        return bound.channel();
    }

    private static Class<? extends ServerChannel> channelType(EventLoopGroup loops) {
        boolean epoll =
                loops instanceof MultiThreadIoEventLoopGroup group
                        && group.isIoType(EpollIoHandler.class);
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private static ChannelHandler initializer(
            SessionContext.Server server,
            ChannelGroup connections,
            Optional<Supplier<SslContext>> tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                connections.add(channel);
                accept(channel, server, tls);
            }
        };
    }

    private static void accept(
            Channel channel, SessionContext.Server server, Optional<Supplier<SslContext>> tls) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote
                && server.settings().security().proxies().test(remote.getAddress())) {
            channel.pipeline()
                    .addLast(
                            new ProxyGreeting(
                                    peer -> admit(channel, server, tls, peer),
                                    () -> server.counters().refused("proxy", "proxy-header")));
        } else {
            admit(channel, server, tls, channel.remoteAddress());
        }
    }

    private static void admit(
            Channel channel,
            SessionContext.Server server,
            Optional<Supplier<SslContext>> tls,
            SocketAddress from) {
        tls.ifPresent(
                supplier -> channel.pipeline().addLast(supplier.get().newHandler(channel.alloc())));
        Optional<InetSocketAddress> peer =
                from instanceof InetSocketAddress known ? Optional.of(known) : Optional.empty();
        Optional<Runnable> place = peer.flatMap(server.settings().security().gate()::enter);
        place.ifPresent(leave -> channel.closeFuture().addListener(_ -> leave.run()));
        String protocol = tls.isPresent() ? "rtmps" : "rtmp";
        channel.pipeline().addLast(new RtmpConnection(server, protocol, peer, place.isEmpty()));
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The port of RTMPS; empty where it is not served. */
    public OptionalInt securePort() {
        return secureListener
                .map(channel ->
                        OptionalInt.of(((InetSocketAddress) channel.localAddress()).getPort()))
                .orElseGet(OptionalInt::empty);
    }

    /** Connections open now. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening and closes all connections; waits for it a moment. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(CLOSE_MILLIS);
        secureListener.ifPresent(channel -> channel.close().awaitUninterruptibly(CLOSE_MILLIS));
        connections.close().awaitUninterruptibly(CLOSE_MILLIS);
        ownLoops.ifPresent(loops ->
                loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(CLOSE_MILLIS));
    }
}
