package io.millrace.rtsp.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.FingerprintTrustManagerFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Connects to the server of a source, with TLS where its URL says so. Thread-safe. */
record Dialer(IoEventLoopGroup loops, RtspSource source, Optional<SslContext> tls) {
    static Dialer of(IoEventLoopGroup loops, RtspSource source) throws SSLException {
        Optional<SslContext> tls =
                source.url().tls() ? Optional.of(context(source)) : Optional.empty();
        return new Dialer(loops, source, tls);
    }

    /**
     * A pinned certificate is trusted for what it is, so neither its issuer nor its name matter.
     */
    private static SslContext context(RtspSource source) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        source.certificateSha256()
                .ifPresent(fingerprint ->
                        builder.trustManager(
                                        FingerprintTrustManagerFactory.builder("SHA-256")
                                                .fingerprints(fingerprint)
                                                .build())
                                .endpointIdentificationAlgorithm(null));
        return builder.build();
    }

    /** A connection on any loop. */
    ChannelFuture connect(List<ChannelHandler> handlers) {
        return connect(loops, handlers);
    }

    /** A connection on the loops of {@code group}. */
    ChannelFuture connect(EventLoopGroup group, List<ChannelHandler> handlers) {
        boolean epoll = loops.isIoType(EpollIoHandler.class);
        return new Bootstrap()
                .group(group)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.clamp(source.answerTimeout().toMillis(), 1, 1 << 30))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer(handlers))
                .connect(source.url().host(), source.url().port());
    }

    private ChannelInitializer<SocketChannel> initializer(List<ChannelHandler> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                tls.ifPresent(context -> {
                    SslHandler handler =
                            context.newHandler(
                                    channel.alloc(), source.url().host(), source.url().port());
                    handler.setHandshakeTimeoutMillis(source.answerTimeout().toMillis());
                    channel.pipeline().addLast(handler);
                });
                handlers.forEach(handler -> channel.pipeline().addLast(handler));
            }
        };
    }
}
