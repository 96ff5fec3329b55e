package io.millrace.rtsp.client;

import io.millrace.rtsp.auth.ClientAuthentication;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * Pulls streams from RTSP servers and cameras: over UDP, multicast or TCP, over UDP with TCP where
 * nothing comes, in HTTP or in a WebSocket; with Basic and Digest credentials, redirects and TLS.
 * One connection each; who wants a stream back that has ended opens it again. Thread-safe.
 */
public final class RtspClient implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;
    private static final int NONCE_BYTES = 16;

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
        Pull pull = new Pull();
        pull.begin(
                new Attempt(
                        source,
                        target,
                        counters,
                        Attempt.first(source.carrier()),
                        0,
                        Optional.empty()));
        return pull.opened;
    }

    private void connect(Attempt attempt, PullSession.Owner owner, AtomicReference<Runnable> stop) {
        var _ =
                open(attempt.source(), TunnelOpening.REQUESTS_BYTES)
                        .whenComplete((connection, failure) -> {
                            if (failure == null) {
                                PullSession session = new PullSession(attempt, connection, owner);
                                stop.set(() -> connection.execute(session::close));
                                session.start();
                            } else {
                                notConnected(attempt, owner, failure);
                            }
                        });
    }

    /**
     * A connection on which nothing was asked yet; completes on its event loop.
     *
     * @param upBytes to announce in a tunnel in HTTP
     */
    CompletableFuture<ClientConnection> open(RtspSource source, long upBytes) {
        CompletableFuture<ClientConnection> opened = new CompletableFuture<>();
        Dialer dialer;
        try {
            dialer = Dialer.of(loops, source);
        } catch (SSLException e) {
            opened.completeExceptionally(e);
            return opened;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Optional<TunnelRequests> tunnel =
                TunnelOpening.wayOf(source.carrier(), nonce, upBytes)
                        .map(way -> new TunnelRequests(source, way, authentication(source)));
        open(dialer, tunnel, opened);
        return opened;
    }

    /** Once more where a tunnel has asked for a password and ended its connection. */
    private void open(
            Dialer dialer,
            Optional<TunnelRequests> tunnel,
            CompletableFuture<ClientConnection> opened) {
        ClientConnection connection =
                new ClientConnection(dialer.source(), authentication(dialer.source()));
        Optional<TunnelOpening> opening =
                tunnel.map(requests -> new TunnelOpening(connection, dialer, requests));
        List<ChannelHandler> handlers = new ArrayList<>();
        opening.ifPresent(handlers::add);
        handlers.add(connection);
        dialer.connect(handlers)
                .addListener(
                        (ChannelFutureListener)
                                connected -> {
                                    if (!connected.isSuccess()) {
                                        opened.completeExceptionally(connected.cause());
                                    } else if (opening.isEmpty()) {
                                        opened.complete(connection);
                                    } else {
                                        var _ =
                                                awaitTunnel(connection, dialer.source())
                                                        .whenComplete((_, failure) -> {
                                                            if (opening.get().isToBeAskedAgain()) {
                                                                open(dialer, tunnel, opened);
                                                            } else if (failure == null) {
                                                                opened.complete(connection);
                                                            } else {
                                                                opened.completeExceptionally(
                                                                        failure);
                                                            }
                                                        });
                                    }
                                });
    }

    private static CompletableFuture<ClientConnection> awaitTunnel(
            ClientConnection connection, RtspSource source) {
        Future<?> patience =
                connection
                        .loop()
                        .schedule(
                                () ->
                                        connection.fail(
                                                connection.problem(
                                                        Kind.TIMEOUT, "no answer to the tunnel")),
                                source.answerTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
        return connection.active().whenComplete((_, _) -> patience.cancel(false));
    }

    private static void notConnected(Attempt attempt, PullSession.Owner owner, Throwable cause) {
        RtspClientException why =
                RtspClientException.notConnected(attempt.source().toString(), cause);
        EndReason reason = EndReason.of(EndReason.Kind.PEER_LEFT, String.valueOf(why.getMessage()));
        attempt.publisher().ifPresent(open -> open.close(reason));
        owner.onEnded(why);
    }

    private Optional<ClientAuthentication> authentication(RtspSource source) {
        return source.credentials() instanceof Credentials.Password(String user, String password)
                ? Optional.of(new ClientAuthentication(user, password, random))
                : Optional.empty();
    }

    /** A pull through all its tries. */
    private final class Pull implements RtspPull, PullSession.Owner {
        private final CompletableFuture<RtspPull> opened = new CompletableFuture<>();
        private final CompletableFuture<EndReason> ended = new CompletableFuture<>();
        private final AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
        private volatile boolean udp;
        private volatile Optional<BackChannel> backChannel = Optional.empty();
        private volatile boolean closed;

        void begin(Attempt attempt) {
            connect(attempt, this, stop);
        }

        @Override
        public void onPlaying(boolean overUdp, Optional<BackChannel> wayBack) {
            udp = overUdp;
            backChannel = wayBack;
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
        public Optional<BackChannel> backChannel() {
            return backChannel;
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
