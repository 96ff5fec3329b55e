package io.millrace.rtmp.client;

import io.millrace.rtmp.client.RtmpException.Kind;
import io.millrace.rtmp.connection.Expectation;
import io.millrace.rtmp.connection.FlowControl;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.Watchdog;
import io.millrace.rtmp.wire.ChunkDecoder;
import io.millrace.rtmp.wire.ChunkLimits;
import io.millrace.rtmp.wire.ClientHandshake;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client: from the socket's bytes through handshake and chunks to the session.
 * Runs on the channel's event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientSession.Ending {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private static final int LOOKS_PER_TIMEOUT = 5;
    private static final int CLOSE_MILLIS = 3_000;
    private static final int WINDOW_BYTES = 2_500_000;

    private final Attempt attempt;
    private final ClientRole role;
    private final Consumer<Attempt> comeAgain;
    private final ClientHandshake handshake;
    private final Watchdog startWatchdog = new Watchdog();
    private final Watchdog roleWatchdog = new Watchdog();
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private Optional<Layers> layers = Optional.empty();
    private Optional<Attempt> next = Optional.empty();
    private Optional<RtmpException> problem = Optional.empty();
    private boolean endedWell;

    /** What stands on a connected channel. */
    private record Layers(
            ChannelHandlerContext context,
            ChunkDecoder chunks,
            MessageWriter out,
            FlowControl flowControl,
            ClientSession session,
            Future<?> watch) {}

    /** Sent up the pipeline by whoever wants to end the session in good order. */
    enum Leave {
        NOW
    }

    ClientConnection(Attempt attempt, ClientRole role, Consumer<Attempt> comeAgain) {
        this.attempt = attempt;
        this.role = role;
        this.comeAgain = comeAgain;
        this.handshake =
                new ClientHandshake(
                        ThreadLocalRandom.current(),
                        attempt.request().handshake() == RtmpRequest.Handshake.DIGESTED);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        MessageWriter out = new MessageWriter(context, new LongAdder());
        RtmpRequest request = attempt.request();
        Duration shorter =
                request.connectTimeout().compareTo(request.stallTimeout()) < 0
                        ? request.connectTimeout()
                        : request.stallTimeout();
        long periodMillis = Math.max(1, shorter.toMillis() / LOOKS_PER_TIMEOUT);
        layers =
                Optional.of(
                        new Layers(
                                context,
                                new ChunkDecoder(context.alloc(), ChunkLimits.defaults()),
                                out,
                                new FlowControl(out, WINDOW_BYTES),
                                new ClientSession(attempt, role, context.channel(), out, this),
                                context.executor()
                                        .scheduleWithFixedDelay(
                                                this::watch,
                                                periodMillis,
                                                periodMillis,
                                                TimeUnit.MILLISECONDS)));
        ByteBuf hello = Unpooled.buffer(0);
        handshake.begin(hello);
        out.raw(hello);
        out.flush();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        layers.ifPresent(active -> active.flowControl().onReceived(bytes.readableBytes()));
        unread = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, bytes);
        try {
            process();
        } catch (RtmpProtocolException e) {
            over(Optional.of(attempt.problem(Kind.PROTOCOL, String.valueOf(e.getMessage()))));
        }
        if (!unread.isReadable()) {
            releaseUnread();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        layers.ifPresent(active -> active.flowControl().acknowledgeIfDue());
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            role.onWritable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Leave.NOW) {
            layers.ifPresent(active -> active.session().leave());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        layers.ifPresent(active -> {
            active.watch().cancel(false);
            active.chunks().close();
        });
        layers = Optional.empty();
        releaseUnread();
        if (next.isPresent()) {
            comeAgain.accept(next.get());
        } else if (problem.isEmpty() && !endedWell) {
            role.onEnd(Optional.of(attempt.problem(Kind.CUT_OFF, "the connection ended")));
        } else {
            role.onEnd(problem);
        }
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        releaseUnread();
    }

    /** The edge of the event loop: whatever was not foreseen closes this connection only. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean tls = cause instanceof DecoderException && cause.getCause() instanceof SSLException;
        if (tls || cause instanceof SSLException) {
            fail(attempt.problem(Kind.CONNECT, String.valueOf(cause.getMessage())));
        } else if (cause instanceof IOException) {
            fail(attempt.problem(Kind.CUT_OFF, String.valueOf(cause.getMessage())));
        } else {
            log.error("{}: closing after a failure of ours", attempt.url(), cause);
            fail(attempt.problem(Kind.SINK, String.valueOf(cause)));
        }
        var _ = context.close();
    }

    private void process() throws RtmpProtocolException {
        if (layers.isEmpty()) {
            return;
        }
        Layers active = layers.get();
        if (!handshake.done()) {
            ByteBuf answer = Unpooled.buffer(0);
            handshake.advance(unread, answer);
            if (answer.isReadable()) {
                active.out().raw(answer);
                active.out().flush();
            }
            if (!handshake.done()) {
                return;
            }
            active.session().start();
        }
        while (layers.isPresent()) {
            Optional<RtmpMessage> message = active.chunks().next(unread);
            if (message.isEmpty()) {
                return;
            }
            deliver(active, message.get());
        }
    }

    private void deliver(Layers active, RtmpMessage message) throws RtmpProtocolException {
        try {
            if (FlowControl.isControl(message.type())) {
                active.flowControl().onMessage(message);
            } else {
                active.session().onMessage(message);
            }
        } catch (RtmpProtocolException e) {
            switch (e.scope()) {
                case MESSAGE ->
                        log.debug(
                                "{}: message type {}: {}",
                                attempt.url(),
                                message.type(),
                                e.getMessage());
                case CONNECTION -> throw e;
            }
        } finally {
            message.payload().release();
        }
    }

    private void watch() {
        if (layers.isEmpty()) {
            return;
        }
        boolean running = layers.get().session().isRunning();
        Expectation start =
                new Expectation(
                        running, attempt.request().connectTimeout(), "the server does not answer");
        long now = System.nanoTime();
        Optional<Expectation> missed =
                running
                        ? roleWatchdog.look(role.expectation(), now)
                        : startWatchdog.look(Optional.of(start), now);
        if (missed.isPresent()) {
            boolean stalled = running && role instanceof PublishRole;
            fail(attempt.problem(stalled ? Kind.STALLED : Kind.TIMEOUT, missed.get().reason()));
            var _ = layers.get().context().close();
        }
    }

    /** The first problem counts: what follows is its consequence. */
    private void fail(RtmpException found) {
        if (problem.isEmpty() && !endedWell) {
            problem = Optional.of(found);
        }
    }

    @Override
    public void over(Optional<RtmpException> found) {
        found.ifPresent(this::fail);
        endedWell = found.isEmpty();
        closeSoon();
    }

    @Override
    public void again(Attempt nextAttempt) {
        next = Optional.of(nextAttempt);
        closeSoon();
    }

    /** Once all has gone out, or the peer takes nothing for a while. */
    private void closeSoon() {
        layers.ifPresent(active -> {
            active.out().close();
            var timer =
                    active.context()
                            .executor()
                            .schedule(
                                    () -> {
                                        var _ = active.context().close();
                                    },
                                    CLOSE_MILLIS,
                                    TimeUnit.MILLISECONDS);
            active.context().channel().closeFuture().addListener(_ -> timer.cancel(false));
        });
    }

    private void releaseUnread() {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
    }
}
