package io.millrace.mpegts.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.FingerprintTrustManagerFactory;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Reads endless streams over HTTP/1.1, with or without TLS. One connection each; who wants a stream
 * back that has ended opens it again. Thread-safe.
 */
public final class HttpTsClient implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;

    private final IoEventLoopGroup loops;
    private final boolean ownsLoops;

    private HttpTsClient(IoEventLoopGroup loops, boolean ownsLoops) {
        this.loops = loops;
        this.ownsLoops = ownsLoops;
    }

    /** With an event loop of its own. */
    public HttpTsClient() {
        this(
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory()),
                true);
    }

    /** On event loops that the caller owns. */
    public static HttpTsClient on(IoEventLoopGroup loops) {
        return new HttpTsClient(loops, false);
    }

    /**
     * Asks for a stream, following up to five redirects.
     *
     * @return the stream, once the server has answered that it comes; or {@link HttpTsException},
     *     and then the sink is not called at all
     */
    public CompletionStage<HttpTsStream> open(HttpTsRequest request, HttpTsSink sink) {
        CompletableFuture<HttpTsStream> opened = new CompletableFuture<>();
        connect(new Attempt(request, request.uri(), 0), sink, opened);
        return opened;
    }

    private void connect(Attempt attempt, HttpTsSink sink, CompletableFuture<HttpTsStream> opened) {
        Optional<SslContext> tls;
        try {
            tls = attempt.isTls() ? Optional.of(tls(attempt.request())) : Optional.empty();
        } catch (SSLException e) {
            opened.completeExceptionally(attempt.problem(HttpTsException.Kind.CONNECT, e));
            return;
        }
        ResponseReader reader =
                new ResponseReader(attempt, sink, opened, next -> connect(next, sink, opened));
        int timeoutMillis = Math.clamp(attempt.request().connectTimeout().toMillis(), 1, 1 << 30);
        new Bootstrap()
                .group(loops)
                .channel(
                        loops.isIoType(EpollIoHandler.class)
                                ? EpollSocketChannel.class
                                : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer(attempt, tls, reader))
                .connect(attempt.host(), attempt.port())
                .addListener(
                        (ChannelFutureListener)
                                connected -> {
                                    if (!connected.isSuccess()) {
                                        opened.completeExceptionally(
                                                attempt.problem(
                                                        HttpTsException.Kind.CONNECT,
                                                        connected.cause()));
                                    }
                                });
    }

    /**
     * A pinned certificate is trusted for what it is, so neither its issuer nor its name matter.
     */
    private static SslContext tls(HttpTsRequest request) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        request.certificateSha256()
                .ifPresent(fingerprint ->
                        builder.trustManager(
                                        FingerprintTrustManagerFactory.builder("SHA-256")
                                                .fingerprints(fingerprint)
                                                .build())
                                .endpointIdentificationAlgorithm(null));
        return builder.build();
    }

    private static ChannelInitializer<SocketChannel> initializer(
            Attempt attempt, Optional<SslContext> tls, ResponseReader reader) {
        long timeoutMillis = attempt.request().readTimeout().toMillis();
        HttpDecoderConfig limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(4 << 10)
                        .setMaxHeaderSize(16 << 10)
                        .setMaxChunkSize(64 << 10);
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                tls.ifPresent(context -> channel.pipeline().addLast(handler(context, channel)));
                channel.pipeline()
                        .addLast(new IdleStateHandler(timeoutMillis, 0, 0, TimeUnit.MILLISECONDS))
                        .addLast(new HttpClientCodec(limits, false, false))
                        .addLast(reader);
            }

            private SslHandler handler(SslContext context, Channel channel) {
                SslHandler handler =
                        context.newHandler(channel.alloc(), attempt.host(), attempt.port());
                handler.setHandshakeTimeoutMillis(attempt.request().connectTimeout().toMillis());
                return handler;
            }
        };
    }

    /** One server to ask. */
    record Attempt(HttpTsRequest request, URI uri, int redirects) {
        boolean isTls() {
            return "https".equalsIgnoreCase(uri.getScheme());
        }

        /** Without the brackets that an IPv6 address has in a URL. */
        String host() {
            String host = uri.getHost();
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }

        int port() {
            return uri.getPort() >= 0 ? uri.getPort() : isTls() ? 443 : 80;
        }

        boolean isSameServer(URI other) {
            Attempt there = new Attempt(request, other, 0);
            return isTls() == there.isTls()
                    && port() == there.port()
                    && host().equalsIgnoreCase(there.host());
        }

        HttpTsException problem(HttpTsException.Kind kind, Throwable cause) {
            return new HttpTsException(
                    kind, HttpTsRequest.shown(uri) + ": " + cause.getMessage(), cause);
        }

        HttpTsException problem(HttpTsException.Kind kind, int status, String what) {
            return new HttpTsException(kind, status, HttpTsRequest.shown(uri) + ": " + what);
        }
    }

    /** Ends the streams on an event loop of its own; streams on the caller's go on. */
    @Override
    public void close() {
        if (ownsLoops) {
            loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_MILLIS);
        }
    }
}
