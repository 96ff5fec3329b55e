package io.millrace.mpegts.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A server of nothing but {@link HttpStreams}. Thread-safe; {@link #close} ends all readers. */
public final class HttpStreamServer implements AutoCloseable {
    private static final int IDLE_SECONDS = 60;

    private final Channel listening;
    private final ChannelGroup connections;

    private HttpStreamServer(Channel listening, ChannelGroup connections) {
        this.listening = listening;
        this.connections = connections;
    }

    /** Listens, on event loops that the caller owns. Blocks until it does. */
    public static HttpStreamServer start(
            InetSocketAddress address, HttpStreams streams, IoEventLoopGroup loops)
            throws IOException {
        return start(address, streams, loops, Optional.empty());
    }

    /** Likewise, over TLS if there is a context. */
    public static HttpStreamServer start(
            InetSocketAddress address,
            HttpStreams streams,
            IoEventLoopGroup loops,
            Optional<SslContext> tls)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(channelType(loops))
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(initializer(streams, connections, tls))
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        return new HttpStreamServer(bound.channel(), connections);
    }

    private static Class<? extends ServerSocketChannel> channelType(IoEventLoopGroup loops) {
        return loops.isIoType(EpollIoHandler.class)
                ? EpollServerSocketChannel.class
                : NioServerSocketChannel.class;
    }

    private static ChannelHandler initializer(
            HttpStreams streams, ChannelGroup connections, Optional<SslContext> tls) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                connections.add(channel);
                tls.ifPresent(
                        context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                channel.pipeline()
                        .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(streams.newHandler())
                        .addLast(new NothingElse());
            }
        };
    }

    /** Answers what is no stream. */
    private static final class NothingElse extends SimpleChannelInboundHandler<HttpObject> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpRequest) {
                FullHttpResponse response =
                        Answer.problem(HttpResponseStatus.NOT_FOUND, "there are only streams here");
                HttpUtil.setKeepAlive(response, false);
                context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                var _ = context.close();
            }
        }
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }
}
