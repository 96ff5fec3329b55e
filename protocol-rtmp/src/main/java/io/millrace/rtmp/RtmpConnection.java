package io.millrace.rtmp;

import io.millrace.rtmp.connection.Expectation;
import io.millrace.rtmp.connection.FlowControl;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.Watchdog;
import io.millrace.rtmp.wire.ChunkDecoder;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.millrace.rtmp.wire.ServerHandshake;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: from the socket's bytes through handshake and chunks to the session, and back.
 * Reads only while the session takes messages and the peer takes our bytes, so what it holds is
 * bounded by the chunk limits, one read and the write water mark. Runs on the channel's event loop.
 */
final class RtmpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(RtmpConnection.class);

    private static final int LOOKS_PER_TIMEOUT = 5;
    private static final String PEER_LEFT = "peer-left";

    private final SessionContext.Server server;
    private final String protocol;
    private final Optional<InetSocketAddress> remote;
    private final boolean tooMany;
    private final RtmpCounters counters;
    private final ServerHandshake handshake = new ServerHandshake(ThreadLocalRandom.current());
    private final Watchdog sessionWatchdog = new Watchdog();
    private final Watchdog outputWatchdog = new Watchdog();
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private Optional<Layers> layers = Optional.empty();
    private String closeReason = PEER_LEFT;

    /** What stands on a connected channel. */
    private record Layers(
            ChannelHandlerContext context,
            ChunkDecoder chunks,
            MessageWriter out,
            FlowControl flowControl,
            ServerSession session,
            Future<?> watch) {}

    /**
     * A connection.
     *
     * @param protocol {@code rtmp} or {@code rtmps}
     * @param remote where it comes from, past proxies that are believed
     * @param tooMany whether its peer has too many
     */
    RtmpConnection(
            SessionContext.Server server,
            String protocol,
            Optional<InetSocketAddress> remote,
            boolean tooMany) {
        this.server = server;
        this.protocol = protocol;
        this.remote = remote;
        this.tooMany = tooMany;
        this.counters = server.counters();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        counters.connectionsOpened().increment();
        RtmpSettings settings = server.settings();
        MessageWriter out = new MessageWriter(context, counters.bytesOut());
        ServerSession session =
                new ServerSession(
                        new SessionContext(
                                server,
                                client(),
                                tooMany,
                                server.handled()
                                        .map(handled ->
                                                new HandledConnection(
                                                        handled.factory().newHandler(),
                                                        handled.form())),
                                out,
                                context.executor(),
                                this::readOn,
                                this::close));
        long periodMillis =
                Math.max(1, settings.timeouts().shortest().toMillis() / LOOKS_PER_TIMEOUT);
        layers =
                Optional.of(
                        new Layers(
                                context,
                                new ChunkDecoder(context.alloc(), settings.limits()),
                                out,
                                new FlowControl(out, settings.windowAckBytes()),
                                session,
                                context.executor()
                                        .scheduleWithFixedDelay(
                                                this::watch,
                                                periodMillis,
                                                periodMillis,
                                                TimeUnit.MILLISECONDS)));
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        counters.bytesIn().add(bytes.readableBytes());
        layers.ifPresent(active -> active.flowControl().onReceived(bytes.readableBytes()));
        unread = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, bytes);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        layers.ifPresent(active -> active.flowControl().acknowledgeIfDue());
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        updateAutoRead();
        if (context.channel().isWritable()) {
            layers.ifPresent(active -> active.session().onWritable());
            process();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        counters.connectionClosed(closeReason);
        layers.ifPresent(active -> {
            active.watch().cancel(false);
            active.session().onClosed(EndReason.of(EndReason.Kind.PEER_LEFT, closeReason));
            active.chunks().close();
        });
        layers = Optional.empty();
        releaseUnread();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        releaseUnread();
    }

    /** The edge of the event loop: whatever was not foreseen closes this connection only. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{}: {}", peer(), cause.getMessage());
            closeBecause("connection-lost");
        } else {
            log.error("{}: closing after a failure of ours", peer(), cause);
            closeBecause("failure");
        }
        var _ = context.close();
    }

    /** Hands over what is there, while it is wanted. */
    private void process() {
        try {
            if (!handshake.done()) {
                shakeHands();
            }
            while (handshake.done() && wantsInput()) {
                Optional<RtmpMessage> message = layers.get().chunks().next(unread);
                if (message.isEmpty()) {
                    break;
                }
                deliver(message.get());
            }
            discardRead();
        } catch (RtmpProtocolException e) {
            counters.malformed("connection");
            log.info("{}: closing: {}", peer(), e.getMessage());
            close("protocol-error");
        }
    }

    private void shakeHands() throws RtmpProtocolException {
        ByteBuf answer = Unpooled.buffer(0);
        handshake.advance(unread, answer);
        if (answer.isReadable() && layers.isPresent()) {
            layers.get().out().raw(answer);
            layers.get().out().flush();
        }
    }

    private boolean wantsInput() {
        return layers.isPresent()
                && layers.get().session().takesInput()
                && layers.get().out().isWritable();
    }

    private void deliver(RtmpMessage message) throws RtmpProtocolException {
        Layers active = layers.orElseThrow();
        try {
            if (FlowControl.isControl(message.type())) {
                active.flowControl().onMessage(message);
            } else {
                active.session().onMessage(message, nowMicros());
            }
        } catch (RtmpProtocolException e) {
            switch (e.scope()) {
                case MESSAGE -> {
                    counters.malformed("message");
                    log.debug("{}: message type {}: {}", peer(), message.type(), e.getMessage());
                }
                case CONNECTION -> throw e;
            }
        } finally {
            message.payload().release();
        }
        updateAutoRead();
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    /** The session takes messages again. */
    private void readOn() {
        updateAutoRead();
        process();
    }

    private void updateAutoRead() {
        layers.ifPresent(active -> {
            boolean wanted = wantsInput();
            if (active.context().channel().config().isAutoRead() != wanted) {
                active.context().channel().config().setAutoRead(wanted);
            }
        });
    }

    private void watch() {
        if (layers.isEmpty()) {
            return;
        }
        Layers active = layers.get();
        long now = System.nanoTime();
        for (Optional<Expectation> missed :
                List.of(
                        sessionWatchdog.look(active.session().expectation(), now),
                        outputWatchdog.look(outputExpectation(active), now))) {
            if (missed.isPresent()) {
                log.info("{}: closing: {}", peer(), missed.get().reason());
                closeBecause(missed.get().reason());
                var _ = active.context().close();
                return;
            }
        }
    }

    /** A peer that has filled our water mark must take something. */
    private Optional<Expectation> outputExpectation(Layers active) {
        ChannelOutboundBuffer pending = active.context().channel().unsafe().outboundBuffer();
        if (active.out().isWritable() || pending == null) {
            return Optional.empty();
        }
        record Pending(long bytes, long progress) {}
        return Optional.of(
                new Expectation(
                        new Pending(pending.totalPendingWriteBytes(), pending.currentProgress()),
                        server.settings().timeouts().stalledPeer(),
                        "stalled-peer"));
    }

    /** The first reason counts: what follows, such as writes that fail, is its consequence. */
    private void closeBecause(String reason) {
        if (closeReason.equals(PEER_LEFT)) {
            closeReason = reason;
        }
    }

    private void close(String reason) {
        closeBecause(reason);
        layers.ifPresent(active -> active.out().close());
    }

    private void discardRead() {
        if (!unread.isReadable()) {
            releaseUnread();
        }
    }

    private void releaseUnread() {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
    }

    private String peer() {
        return client().peer();
    }

    /** A peer without an address is still a peer: it must not pass for a part of ours. */
    private Client client() {
        return Client.of(protocol, remote.orElse(InetSocketAddress.createUnresolved("unknown", 0)));
    }
}
