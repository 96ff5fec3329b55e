package io.millrace.rtmp.client;

import io.millrace.rtmp.client.RtmpException.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.FingerprintTrustManagerFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Publishes to RTMP and RTMPS servers, and plays from them. One connection each; who wants back
 * what has ended opens it again. Challenges of Adobe's and Limelight's kind are answered with the
 * URL's user and password. Thread-safe.
 */
public final class RtmpClient implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final IoEventLoopGroup loops;
    private final boolean ownsLoops;

    private RtmpClient(IoEventLoopGroup loops, boolean ownsLoops) {
        this.loops = loops;
        this.ownsLoops = ownsLoops;
    }

    /** With an event loop of its own. */
    public RtmpClient() {
        this(
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory()),
                true);
    }

    /** On event loops that the caller owns. */
    public static RtmpClient on(IoEventLoopGroup loops) {
        return new RtmpClient(loops, false);
    }

    /**
     * Publishes.
     *
     * @return the publication, once the server has given its go-ahead; or {@link RtmpException},
     *     and then the listener is not called at all
     */
    public CompletionStage<RtmpPublication> publish(
            RtmpRequest request, RtmpPublishListener listener) {
        CompletableFuture<RtmpPublication> opened = new CompletableFuture<>();
        connect(new Attempt(request, "", 0), new PublishRole(request, listener, opened));
        return opened;
    }

    /**
     * Plays.
     *
     * @return the playback, once the server has given its go-ahead; or {@link RtmpException}, and
     *     then the sink's {@code onEnd} is not called
     */
    public CompletionStage<RtmpPlayback> play(RtmpRequest request, RtmpPlaySink sink) {
        CompletableFuture<RtmpPlayback> opened = new CompletableFuture<>();
        connect(new Attempt(request, "", 0), new PlayRole(request, sink, opened));
        return opened;
    }

    private void connect(Attempt attempt, ClientRole role) {
        Optional<SslContext> tls;
        try {
            tls = attempt.url().secure() ? Optional.of(tls(attempt.request())) : Optional.empty();
        } catch (SSLException e) {
            role.onEnd(Optional.of(attempt.problem(Kind.CONNECT, String.valueOf(e.getMessage()))));
            return;
        }
        int timeoutMillis = Math.clamp(attempt.request().connectTimeout().toMillis(), 1, 1 << 30);
        new Bootstrap()
                .group(loops)
                .channel(
                        loops.isIoType(EpollIoHandler.class)
                                ? EpollSocketChannel.class
                                : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(initializer(attempt, tls, role))
                .connect(attempt.url().host(), attempt.url().port())
                .addListener(
                        (ChannelFutureListener)
                                connected -> {
                                    if (!connected.isSuccess()) {
                                        role.onEnd(
                                                Optional.of(
                                                        attempt.problem(
                                                                Kind.CONNECT,
                                                                String.valueOf(
                                                                        connected
                                                                                .cause()
                                                                                .getMessage()))));
                                    }
                                });
    }

    /**
     * A pinned certificate is trusted for what it is, so neither its issuer nor its name matter.
     */
    private static SslContext tls(RtmpRequest request) throws SSLException {
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

    private ChannelInitializer<SocketChannel> initializer(
            Attempt attempt, Optional<SslContext> tls, ClientRole role) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                tls.ifPresent(context -> channel.pipeline().addLast(handler(context, channel)));
                channel.pipeline()
                        .addLast(new ClientConnection(attempt, role, next -> connect(next, role)));
            }

            private SslHandler handler(SslContext context, Channel channel) {
                SslHandler handler =
                        context.newHandler(
                                channel.alloc(), attempt.url().host(), attempt.url().port());
                handler.setHandshakeTimeoutMillis(attempt.request().connectTimeout().toMillis());
                return handler;
            }
        };
    }

    /** Ends what goes on on an event loop of its own; on the caller's it goes on. */
    @Override
    public void close() {
        if (ownsLoops) {
            loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_MILLIS);
        }
    }
}
