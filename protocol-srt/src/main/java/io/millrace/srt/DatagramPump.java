package io.millrace.srt;

import io.millrace.srt.core.ConnectionCore;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket: datagrams, and a tick of 10 ms while it is needed, go to its consumer, and what
 * is written meanwhile leaves in one batch. Confined to its event loop but for {@link #run} and the
 * counters.
 */
final class DatagramPump extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramPump.class);
    private static final long TICK_MILLIS = ConnectionCore.TICK_MICROS / 1_000;

    private final Channel channel;
    private final Consumer consumer;
    private final LongAdder droppedDatagrams = new LongAdder();
    private Optional<Future<?>> ticks = Optional.empty();
    private boolean flushPending;

    /** What the datagrams are for. */
    interface Consumer {
        /** The datagram is borrowed. */
        void onDatagram(ByteBuf datagram, InetSocketAddress sender, long nowMicros);

        /** Whether there is anything left that needs the next tick. */
        boolean onTick(long nowMicros);

        /** The socket is closed. */
        void onSocketClosed();
    }

    /** Makes a consumer that writes through the pump it is given. */
    @FunctionalInterface
    interface ConsumerFactory<T extends Consumer> {
        T create(DatagramPump pump);
    }

    /** The consumer may use the pump as soon as it is called, not before. */
    <T extends Consumer> DatagramPump(Channel channel, ConsumerFactory<T> factory) {
        this.channel = channel;
        consumer = factory.create(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ticks.ifPresent(running -> running.cancel(false));
        consumer.onSocketClosed();
    }

    /** Ticks from now on, until the consumer needs no more. */
    void startTicks() {
        if (ticks.isEmpty()) {
            ticks =
                    Optional.of(
                            channel.eventLoop()
                                    .scheduleAtFixedRate(
                                            this::tick,
                                            TICK_MILLIS,
                                            TICK_MILLIS,
                                            TimeUnit.MILLISECONDS));
        }
    }

    private void tick() {
        try {
            if (!consumer.onTick(nowMicros())) {
                ticks.ifPresent(running -> running.cancel(false));
                ticks = Optional.empty();
            }
            flush();
        } catch (RuntimeException failure) {
            LOG.error("SRT tick failed", failure);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        flushPending = true;
        consumer.onDatagram(packet.content(), packet.sender(), nowMicros());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flush();
    }

    /** A refused port of a peer shows here on Linux; the peer's silence is what ends it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("SRT socket {}", channel.localAddress(), cause);
    }

    /** Sends one datagram, which it takes over; a socket that is full loses it, counted. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    void transmit(ByteBuf datagram, InetSocketAddress receiver) {
        if (!channel.isWritable()) {
            datagram.release();
            droppedDatagrams.increment();
            return;
        }
        channel.write(new DatagramPacket(datagram, receiver), channel.voidPromise());
        if (!flushPending) {
            flushPending = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushPending = false;
        channel.flush();
    }

    /** Runs on the event loop; {@code otherwise} when that has ended. */
    void run(Runnable task, Runnable otherwise) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException _) {
            otherwise.run();
        }
    }

    EventExecutor executor() {
        return channel.eventLoop();
    }

    long nowMicros() {
        return System.nanoTime() / 1_000;
    }

    long droppedDatagrams() {
        return droppedDatagrams.sum();
    }

    /** Sends what is written, then closes the socket. */
    void closeSocket() {
        flush();
        channel.close()
                .addListener(closed -> {
                    if (!closed.isSuccess()) {
                        LOG.warn("SRT socket did not close", closed.cause());
                    }
                });
    }
}
