package io.millrace.rtsp;

import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An RTSP 1.0 server (RFC 2326): publishers come in over ANNOUNCE and RECORD, readers over DESCRIBE
 * and PLAY, with RTP interleaved in TCP or over UDP. What it serves is the paths of a log, or what
 * an {@link RtspHandler} offers. {@link #start} binds and waits for it; the rest runs on event
 * loops. Thread-safe.
 */
public final class RtspServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final int LOW_WATER_DIVISOR = 4;
    private static final long CLOSE_TIMEOUT_SECONDS = 5;
    private static final String PLAIN = "rtsp";

    /** The protocol's name where it is encrypted. */
    static final String SECURE = "rtsps";

    private final ServerContext context;
    private final Transports transports;
    private final boolean ownsGroup;
    private final ChannelGroup connections =
            new DefaultChannelGroup("rtsp", GlobalEventExecutor.INSTANCE);
    private final Channel listener;
    private final Optional<Channel> secureListener;

    private RtspServer(ServerContext context, Transports transports, boolean ownsGroup)
            throws IOException {
        this.context = context;
        this.transports = transports;
        this.ownsGroup = ownsGroup;
        this.listener = listen(context.settings().port(), Optional.empty());
        this.secureListener = listenSecurely();
    }

    /**
     * Starts a server.
     *
     * @param group event loops to share, epoll or NIO; empty for a group of its own
     * @throws IOException if a port cannot be bound; the message names it
     */
    public static RtspServer start(
            RtspServerSettings settings,
            RtspRoles roles,
            Counters counters,
            Optional<IoEventLoopGroup> group)
            throws IOException {
        return start(settings, service -> new LogApplication(service, roles), counters, group);
    }

    /**
     * Starts a server of an application: only the methods that the handler implements are served.
     *
     * @throws IOException if a port cannot be bound; the message names it
     */
    public static RtspServer start(
            RtspServerSettings settings, RtspHandler handler, Counters counters)
            throws IOException {
        return start(
                settings,
                service -> new HandlerApplication(service, handler),
                counters,
                Optional.empty());
    }

    private static RtspServer start(
            RtspServerSettings settings,
            Function<ServerContext.Service, Application> application,
            Counters counters,
            Optional<IoEventLoopGroup> group)
            throws IOException {
        Transports transports = group.map(Transports::of).orElseGet(Transports::create);
        boolean ownsGroup = group.isEmpty();
        try {
            ServerContext context = ServerContext.open(settings, counters, transports, application);
            return startListening(context, transports, ownsGroup);
        } catch (IOException e) {
            if (ownsGroup) {
                var _ = transports.group().shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
            throw e;
        }
    }

    private static RtspServer startListening(
            ServerContext context, Transports transports, boolean ownsGroup) throws IOException {
        try {
            return new RtspServer(context, transports, ownsGroup);
        } catch (IOException e) {
            context.close();
            throw e;
        }
    }

    private Optional<Channel> listenSecurely() throws IOException {
        Optional<RtspSecurity.Tls> tls = context.settings().security().tls();
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(listen(tls.get().port(), Optional.of(tls.get().context())));
        } catch (IOException e) {
            var _ = listener.close();
            throw e;
        }
    }

    private Channel listen(int port, Optional<Supplier<SslContext>> tls) throws IOException {
        int high = context.settings().limits().writeBufferBytes();
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(transports.group())
                        .channel(transports.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(high / LOW_WATER_DIVISOR, high))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel, tls);
                                    }
                                });
        String address = context.settings().address();
        return Transports.bound(
                bootstrap.bind(new InetSocketAddress(address, port)), address, port);
    }

    private void accept(Channel channel, Optional<Supplier<SslContext>> tls) {
        if (connections.size() >= context.settings().limits().connections()) {
            context.count("rtsp_connections_refused", "reason", "limit");
            var _ = channel.close();
            return;
        }
        connections.add(channel);
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (context.settings().security().proxies().test(remote.getAddress())) {
            channel.pipeline()
                    .addLast(
                            new ProxyGreeting(
                                    peer -> admit(channel, tls, peer),
                                    () ->
                                            context.count(
                                                    "rtsp_connections_refused",
                                                    "reason",
                                                    "proxy-header")));
        } else {
            admit(channel, tls, remote);
        }
    }

    private void admit(
            Channel channel, Optional<Supplier<SslContext>> tls, InetSocketAddress peer) {
        tls.ifPresent(
                supplier -> channel.pipeline().addLast(supplier.get().newHandler(channel.alloc())));
        Optional<Runnable> place = context.settings().security().gate().enter(peer);
        place.ifPresent(leave -> channel.closeFuture().addListener(_ -> leave.run()));
        if (place.isEmpty()) {
            context.count("rtsp_connections_refused", "reason", "limit-per-ip");
            channel.pipeline()
                    .addLast(new RtspMessageDecoder(context.settings().limits().message()))
                    .addLast(new RefusedConnection());
            return;
        }
        context.count("rtsp_connections");
        RtspConnection connection =
                new RtspConnection(context, channel, tls.isPresent() ? SECURE : PLAIN, peer);
        channel.pipeline()
                .addLast(new ProtocolChoice(context, connection))
                .addLast(new RtspMessageDecoder(context.settings().limits().message()))
                .addLast(connection);
    }

    /** The TCP port that is listened on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The port of RTSPS; empty where it is not served. */
    public OptionalInt securePort() {
        return secureListener
                .map(channel ->
                        OptionalInt.of(((InetSocketAddress) channel.localAddress()).getPort()))
                .orElseGet(OptionalInt::empty);
    }

    /** The UDP port of RTP. */
    public int rtpPort() {
        return context.udpPorts().rtpPort();
    }

    /** The UDP port of RTCP. */
    public int rtcpPort() {
        return context.udpPorts().rtcpPort();
    }

    /** Waits until the server is closed, or stops listening by a failure. */
    public void await() throws InterruptedException {
        listener.closeFuture().await();
    }

    /** Sessions that are open now. */
    public int sessions() {
        return context.sessions().size();
    }

    /** Stops listening, ends all sessions and waits until their connections are closed. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        secureListener.ifPresent(channel -> channel.close().awaitUninterruptibly());
        EndReason reason = EndReason.of(EndReason.Kind.SHUTDOWN, "server is going down");
        for (RtspSession session : context.sessions().all()) {
            session.executor().execute(() -> session.end(reason));
        }
        for (RtspSession session : context.sessions().all()) {
            session.ended().awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        context.close();
        if (ownsGroup
                && !transports
                        .group()
                        .shutdownGracefully(0, CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("event loops did not end within {} s", CLOSE_TIMEOUT_SECONDS);
        }
    }
}
