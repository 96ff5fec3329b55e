package io.millrace.rtsp.client;

import io.millrace.rtsp.auth.ClientAuthentication;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.netty.bootstrap.Bootstrap;
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
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.FingerprintTrustManagerFactory;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * Pulls streams from RTSP servers and cameras: over UDP, over TCP, or over UDP with TCP where
 * nothing comes; with Basic and Digest credentials, redirects and TLS. One connection each; who
 * wants a stream back that has ended opens it again. Thread-safe.
 */
public final class RtspClient implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;

    private final IoEventLoopGroup loops;
    private final boolean ownsLoops;
    private final Counters counters;
    private final SecureRandom random = new SecureRandom();

    private RtspClient(IoEventLoopGroup loops, boolean ownsLoops, Counters counters) {
        this.loops = loops;
        this.ownsLoops = ownsLoops;
        this.counters = counters;
    }

    /** With an event loop of its own. */
    public RtspClient(Counters counters) {
        this(
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory()),
                true,
                counters);
    }

    /** On event loops that the caller owns. */
    public static RtspClient on(IoEventLoopGroup loops, Counters counters) {
        return new RtspClient(loops, false, counters);
    }

    /**
     * Asks for a stream, following up to five redirects.
     *
     * @return the pull, once the server plays; else {@link RtspClientException}, or the failure of
     *     the target
     */
    public CompletionStage<RtspPull> pull(RtspSource source, PullTarget target) {
        boolean udp = source.carrier() != RtspSource.Carrier.TCP;
        Pull pull = new Pull();
        pull.begin(new Attempt(source, target, counters, udp, 0, Optional.empty()));
        return pull.opened;
    }

    private void connect(Attempt attempt, PullSession.Owner owner, AtomicReference<Runnable> stop) {
        var _ =
                open(attempt.source())
                        .whenComplete((connection, failure) -> {
                            if (failure == null) {
                                PullSession session = new PullSession(attempt, connection, owner);
                                stop.set(() -> connection.loop().execute(session::close));
                                session.start();
                            } else {
                                notConnected(attempt, owner, failure);
                            }
                        });
    }

    /** A connection on which nothing was asked yet; completes on its event loop. */
    CompletableFuture<ClientConnection> open(RtspSource source) {
        CompletableFuture<ClientConnection> opened = new CompletableFuture<>();
        Optional<SslContext> tls;
        try {
            tls = source.url().tls() ? Optional.of(tls(source)) : Optional.empty();
        } catch (SSLException e) {
            opened.completeExceptionally(e);
            return opened;
        }
        ClientConnection connection = new ClientConnection(source, authentication(source));
        boolean epoll = loops.isIoType(EpollIoHandler.class);
        new Bootstrap()
                .group(loops)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.clamp(source.answerTimeout().toMillis(), 1, 1 << 30))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer(source, tls, connection))
                .connect(source.url().host(), source.url().port())
                .addListener(
                        (ChannelFutureListener)
                                connected -> {
                                    if (connected.isSuccess()) {
                                        opened.complete(connection);
                                    } else {
                                        opened.completeExceptionally(connected.cause());
                                    }
                                });
        return opened;
    }

    private static void notConnected(Attempt attempt, PullSession.Owner owner, Throwable cause) {
        RtspClientException why =
                new RtspClientException(Kind.CONNECT, attempt.source().toString(), cause);
        EndReason reason = EndReason.of(EndReason.Kind.PEER_LEFT, String.valueOf(why.getMessage()));
        attempt.publisher().ifPresent(open -> open.close(reason));
        owner.onEnded(why);
    }

    private Optional<ClientAuthentication> authentication(RtspSource source) {
        return source.credentials() instanceof Credentials.Password(String user, String password)
                ? Optional.of(new ClientAuthentication(user, password, random))
                : Optional.empty();
    }

    /**
     * A pinned certificate is trusted for what it is, so neither its issuer nor its name matter.
     */
    private static SslContext tls(RtspSource source) throws SSLException {
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

    private static ChannelInitializer<SocketChannel> initializer(
            RtspSource source, Optional<SslContext> tls, ClientConnection connection) {
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
                channel.pipeline().addLast(connection);
            }
        };
    }

    /** A pull through all its tries. */
    private final class Pull implements RtspPull, PullSession.Owner {
        private final CompletableFuture<RtspPull> opened = new CompletableFuture<>();
        private final CompletableFuture<EndReason> ended = new CompletableFuture<>();
        private final AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
        private volatile boolean udp;
        private volatile boolean closed;

        void begin(Attempt attempt) {
            connect(attempt, this, stop);
        }

        @Override
        public void onPlaying(boolean overUdp) {
            udp = overUdp;
            opened.complete(this);
            if (closed) {
                close();
            }
        }

        @Override
        public void onSuperseded(Attempt next) {
            begin(next);
        }

        @Override
        public void onEnded(Throwable why) {
            opened.completeExceptionally(why);
            ended.complete(
                    EndReason.of(EndReason.Kind.PEER_LEFT, String.valueOf(why.getMessage())));
        }

        @Override
        public boolean isUdp() {
            return udp;
        }

        @Override
        public CompletionStage<EndReason> ended() {
            return ended.minimalCompletionStage();
        }

        @Override
        public void close() {
            closed = true;
            stop.get().run();
        }
    }

    /** Ends the pulls on an event loop of its own; pulls on the caller's go on. */
    @Override
    public void close() {
        if (ownsLoops) {
            loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_MILLIS);
        }
    }
}
