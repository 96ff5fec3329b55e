package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One receiver's socket: tells RTP from plain packets, and watches for silence. */
final class ReceiverHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverHandler.class);

    private final UdpTsReceiverSettings settings;
    private final ReceiverCounters counters;
    private final UdpTsSink sink;
    private final PlainDatagrams plain;
    private final RtpDatagrams rtp;
    private Optional<Future<?>> silenceCheck = Optional.empty();
    private Optional<Future<?>> expiry = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();
    private long usableNanos;
    private boolean silent;

    ReceiverHandler(UdpTsReceiverSettings settings, ReceiverCounters counters, UdpTsSink sink) {
        this.settings = settings;
        this.counters = counters;
        this.sink = sink;
        plain = new PlainDatagrams(counters, sink);
        rtp = new RtpDatagrams(settings.reordering(), counters, sink);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        usableNanos = System.nanoTime();
        scheduleSilenceCheck(context, settings.silenceTimeout().toNanos());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        silenceCheck.ifPresent(check -> check.cancel(false));
        expiry.ifPresent(check -> check.cancel(false));
        rtp.close();
        sink.onClosed(failure);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        counters.datagrams().increment();
        Optional<BadDatagram> bad = read(datagram);
        bad.ifPresent(counters::countBad);
        if (bad.isEmpty()) {
            usableNanos = System.nanoTime();
            silent = false;
        }
        scheduleExpiry(context);
    }

    private Optional<BadDatagram> read(DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        if (settings.origin()
                .source()
                .filter(source -> !source.equals(datagram.sender().getAddress()))
                .isPresent()) {
            return Optional.of(BadDatagram.OTHER_SOURCE);
        }
        if (!content.isReadable()) {
            return Optional.of(BadDatagram.EMPTY);
        }
        if (content.readableBytes() > settings.buffers().maxDatagramBytes()) {
            return Optional.of(BadDatagram.TOO_LONG);
        }
        return plain.readWhole(content) ? Optional.empty() : readOther(content);
    }

    /** RTP is looked for before packets that begin anywhere: they do so in RTP too. */
    private Optional<BadDatagram> readOther(ByteBuf content) {
        boolean mayBeRtp = RtpDatagrams.isRtp(content);
        Optional<BadDatagram> bad =
                mayBeRtp ? rtp.read(content, nowMicros()) : Optional.of(BadDatagram.NO_SYNC);
        boolean usable =
                bad.isEmpty()
                        || plain.readContinued(content)
                        || (!mayBeRtp && plain.readAnywhere(content));
        return usable ? Optional.empty() : bad;
    }

    private static long nowMicros() {
        return System.nanoTime() / 1_000;
    }

    private void scheduleExpiry(ChannelHandlerContext context) {
        if (expiry.isEmpty() && rtp.isWaiting()) {
            expiry =
                    Optional.of(
                            context.executor()
                                    .schedule(
                                            () -> expire(context),
                                            settings.reordering().maxWait().toNanos(),
                                            TimeUnit.NANOSECONDS));
        }
    }

    private void expire(ChannelHandlerContext context) {
        expiry = Optional.empty();
        guarded(context, () -> rtp.expire(nowMicros()));
        scheduleExpiry(context);
    }

    private void scheduleSilenceCheck(ChannelHandlerContext context, long delayNanos) {
        if (!settings.silenceTimeout().isZero()) {
            silenceCheck =
                    Optional.of(
                            context.executor()
                                    .schedule(
                                            () -> checkSilence(context),
                                            delayNanos,
                                            TimeUnit.NANOSECONDS));
        }
    }

    private void checkSilence(ChannelHandlerContext context) {
        long timeoutNanos = settings.silenceTimeout().toNanos();
        long leftNanos = timeoutNanos - (System.nanoTime() - usableNanos);
        if (leftNanos > 0) {
            scheduleSilenceCheck(context, leftNanos);
            return;
        }
        if (!silent) {
            silent = true;
            counters.silences().increment();
            guarded(context, sink::onSilence);
        }
        scheduleSilenceCheck(context, timeoutNanos);
    }

    /** A sink that fails ends its receiver only. */
    private void guarded(ChannelHandlerContext context, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException problem) {
            exceptionCaught(context, problem);
        }
    }

    /** An error of the network (a port refused at the other end) passes; one of the sink ends. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("UDP socket {}", context.channel().localAddress(), cause);
            return;
        }
        LOG.error("UDP socket {} ends", context.channel().localAddress(), cause);
        failure = Optional.of(cause);
        var _ = context.close();
    }
}
