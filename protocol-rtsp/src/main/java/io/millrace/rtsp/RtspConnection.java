package io.millrace.rtsp;

import io.millrace.rtsp.auth.PeerAuthentication;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspEncoder;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspMessage;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.message.Transport;
import io.millrace.stream.Client;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection of a peer: answers its requests one after the other, in order, and hands
 * interleaved frames to the session that set their channel up. Confined to the channel's event loop
 * but for {@link #remoteAddress} and {@link #channel}.
 */
final class RtspConnection extends SimpleChannelInboundHandler<RtspMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(RtspConnection.class);
    private static final String SERVER_NAME = "Millrace";
    private static final int CHANNELS = 256;

    private final ServerContext server;
    private final Channel channel;
    private final String protocol;
    private final InetSocketAddress peer;
    private final PeerAuthentication authentication;
    private final RequestDispatcher dispatcher;
    private final Queue<RtspRequest> waiting = new ArrayDeque<>();
    private final Map<Integer, Consumer<ByteBuf>> receivers = new HashMap<>();
    private final Set<RtspSession> sessions = new LinkedHashSet<>();
    private final Set<Runnable> onWritable = new LinkedHashSet<>();
    private final KeyOffers keyOffers = new KeyOffers();
    private boolean answering;
    private boolean tunnelled;
    private volatile long lastAnswerMicros;
    private long lastRequestNanos = System.nanoTime();
    private @Nullable ScheduledFuture<?> idleCheck;

    /**
     * A connection.
     *
     * @param protocol {@code rtsp} or {@code rtsps}
     * @param peer where it comes from, past proxies that are believed
     */
    RtspConnection(ServerContext server, Channel channel, String protocol, InetSocketAddress peer) {
        super(false);
        this.server = server;
        this.channel = channel;
        this.protocol = protocol;
        this.peer = peer;
        this.authentication =
                new PeerAuthentication(server.settings().security().schemes(), System::nanoTime);
        this.dispatcher = new RequestDispatcher(server, this);
    }

    Channel channel() {
        return channel;
    }

    InetSocketAddress remoteAddress() {
        return peer;
    }

    /** For people. */
    String peer() {
        return client().peer();
    }

    /** The peer, without what a single request shows of it. */
    Client client() {
        return Client.of(protocol, remoteAddress());
    }

    /** Whether what is sent here is encrypted. */
    boolean isSecure() {
        return protocol.equals(RtspServer.SECURE);
    }

    /** What is said here runs inside of another protocol. */
    void tunnelled() {
        tunnelled = true;
    }

    /** Whether datagrams may go where this connection comes from, in clear. */
    boolean allowsUdp() {
        return !isSecure() && !tunnelled && peer.equals(channel.remoteAddress());
    }

    PeerAuthentication authentication() {
        return authentication;
    }

    KeyOffers keyOffers() {
        return keyOffers;
    }

    Set<RtspSession> sessions() {
        return sessions;
    }

    Set<Runnable> onWritable() {
        return onWritable;
    }

    /** Takes two channels for a session; false if one of them is taken. */
    boolean claim(Transport.Pair pair, Consumer<ByteBuf> rtp, Consumer<ByteBuf> rtcp) {
        if (pair.rtp() == pair.rtcp()
                || receivers.containsKey(pair.rtp())
                || receivers.containsKey(pair.rtcp())) {
            return false;
        }
        receivers.put(pair.rtp(), rtp);
        receivers.put(pair.rtcp(), rtcp);
        return true;
    }

    void free(Transport.Pair pair) {
        receivers.remove(pair.rtp());
        receivers.remove(pair.rtcp());
    }

    /** The first two free channels; the first is even. */
    Optional<Transport.Pair> freeChannels() {
        for (int first = 0; first < CHANNELS; first += 2) {
            if (!receivers.containsKey(first) && !receivers.containsKey(first + 1)) {
                return Optional.of(new Transport.Pair(first, first + 1));
            }
        }
        return Optional.empty();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        server.application().events().onConnectionOpen(client());
        long period = server.settings().sessionTimeout().toMillis();
        idleCheck =
                channel.eventLoop()
                        .scheduleAtFixedRate(
                                this::closeIfIdle, period, period, TimeUnit.MILLISECONDS);
    }

    /** The connection goes on as something else. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stopIdleCheck();
        if (channel.isActive()) {
            server.application().events().onConnectionClose(client());
        }
    }

    private void stopIdleCheck() {
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
    }

    /** A connection without a session must not stay open for ever. */
    private void closeIfIdle() {
        long idleNanos = System.nanoTime() - lastRequestNanos;
        if (sessions.isEmpty() && idleNanos >= server.settings().sessionTimeout().toNanos()) {
            LOG.debug("{}: closed, no request for {} ms", peer(), idleNanos / 1_000_000);
            var _ = channel.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RtspMessage message) {
        switch (message) {
            case InterleavedFrame frame -> onFrame(frame);
            case RtspRequest request -> onRequest(request);
            case RtspResponse _ -> server.count("rtsp_responses_ignored");
        }
    }

    private void onFrame(InterleavedFrame frame) {
        try {
            Consumer<ByteBuf> receiver = receivers.get(frame.channel());
            if (receiver == null) {
                server.count("rtsp_frames_dropped", "reason", "unknown-channel");
            } else {
                receiver.accept(frame.content());
            }
        } finally {
            frame.release();
        }
    }

    private void onRequest(RtspRequest request) {
        lastRequestNanos = System.nanoTime();
        server.application().events().onRequest(client(), request);
        if (waiting.size() >= server.settings().limits().waitingRequests()) {
            refuseAndClose(
                    RtspException.of(Status.BAD_REQUEST, "too many requests without an answer"));
            return;
        }
        waiting.add(request);
        answerNext();
    }

    private void answerNext() {
        while (!answering) {
            RtspRequest request = waiting.poll();
            if (request == null) {
                return;
            }
            answering = true;
            dispatcher
                    .handle(request)
                    .whenComplete((response, failure) -> onAnswer(request, response, failure));
        }
    }

    private void onAnswer(
            RtspRequest request, @Nullable RtspResponse response, @Nullable Throwable failure) {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(() -> onAnswer(request, response, failure));
            return;
        }
        answering = false;
        if (failure != null || response == null) {
            LOG.error("{}: {} failed", peer(), request.method(), failure);
            write(request, RtspResponse.of(Status.INTERNAL_SERVER_ERROR));
        } else {
            write(request, authentication.complete(response));
        }
        answerNext();
    }

    private void write(RtspRequest request, RtspResponse response) {
        server.count(
                "rtsp_requests",
                "method",
                RequestDispatcher.label(request),
                "status",
                Integer.toString(response.code()));
        if (response.code() >= 400) {
            LOG.info(
                    "{}: {} {} refused: {} {}",
                    peer(),
                    request.method(),
                    RequestUrl.withoutQuery(request.url()),
                    response.code(),
                    response.reason());
        }
        RtspResponse complete = response.with(Headers.SERVER, SERVER_NAME);
        send(
                request.headers()
                        .first(Headers.CSEQ)
                        .map(sequence -> complete.with(Headers.CSEQ, sequence))
                        .orElse(complete));
    }

    private void send(RtspResponse response) {
        server.application().events().onResponse(client(), response);
        ByteBuf out = channel.alloc().buffer();
        RtspEncoder.encode(response, out);
        lastAnswerMicros = server.wallClockMicros().getAsLong();
        var _ = channel.writeAndFlush(out);
    }

    /** When the newest answer went out: taken just before, as the peer may run before we do. */
    long lastAnswerMicros() {
        return lastAnswerMicros;
    }

    private void refuseAndClose(RtspException e) {
        server.count("rtsp_malformed", "status", Integer.toString(e.status().code()));
        LOG.info("{}: closed: {}", peer(), e.reason());
        ByteBuf out = channel.alloc().buffer();
        RtspEncoder.encode(RtspResponse.refusal(e.status(), e.reason()), out);
        var _ = channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            List.copyOf(onWritable).forEach(Runnable::run);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopIdleCheck();
        waiting.clear();
        List.copyOf(sessions).forEach(RtspSession::onConnectionClosed);
        server.application().events().onConnectionClose(client());
    }

    /** The event-loop edge: whatever went wrong costs this connection only. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable inner = cause;
        if (cause instanceof DecoderException decoding && decoding.getCause() != null) {
            inner = decoding.getCause();
        }
        switch (inner) {
            case RtspException malformed -> refuseAndClose(malformed);
            case IOException lost -> {
                LOG.debug("{}: connection lost: {}", peer(), lost.getMessage());
                var _ = channel.close();
            }
            default -> {
                LOG.error("{}: closed by a failure of ours", peer(), inner);
                server.count("rtsp_failures");
                var _ = channel.close();
            }
        }
    }
}
