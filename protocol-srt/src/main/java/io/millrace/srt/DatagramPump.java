package io.millrace.srt;

import io.millrace.srt.core.ConnectionCore;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket: datagrams, and a tick of 10 ms while it is needed, go to its consumer, and what
 * is written meanwhile leaves in one batch. Confined to its event loop but for {@link #run}.
 */
final class DatagramPump extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramPump.class);
    private static final long PACE_MICROS = 1_000;

    /** Control packets are no bigger, and go out even if the socket is full of payload. */
    private static final int MAX_CONTROL_BYTES = 128;

    private static final int ERROR_IO = -5;
    private static final int ERROR_INVALID = -22;
    private static final long TICK_MILLIS = ConnectionCore.TICK_MICROS / 1_000;

    private final Channel channel;
    private final Consumer consumer;
    private final ArrayDeque<SrtConnection> paced = new ArrayDeque<>();
    private boolean paceScheduled;
    private Optional<Future<?>> ticks = Optional.empty();
    private boolean segmentation;
    private boolean flushPending;

    /** What the datagrams are for. */
    interface Consumer {
        /** The datagram is borrowed. */
        void onDatagram(ByteBuf datagram, InetSocketAddress sender, long nowMicros);

        /** Whether there is anything left that needs the next tick. */
        boolean onTick(long nowMicros);

        /** The socket is full and did not take so many datagrams. */
        void onDatagramsDropped(int datagrams);

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
        segmentation =
                channel instanceof EpollDatagramChannel
                        && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
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

    /**
     * A refused port of a peer shows here on Linux; the peer's silence is what ends it. A network
     * device that cannot cut datagrams shows here too; what it lost is asked for again.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("SRT socket {}", channel.localAddress(), cause);
        if (segmentation
                && cause instanceof Errors.NativeIoException failure
                && (failure.expectedErr() == ERROR_IO || failure.expectedErr() == ERROR_INVALID)) {
            segmentation = false;
            LOG.info("SRT socket {}: no segmentation offload", channel.localAddress());
        }
    }

    /**
     * Sends the datagrams in a buffer, which it takes over; a socket that is full loses them but
     * for control packets, which the consumer counts. Where the system cuts them itself, it is
     * given all at once.
     *
     * @param datagramBytes the size of each but the last
     */
    void transmit(ByteBuf datagrams, int datagramBytes, InetSocketAddress receiver) {
        int bytes = datagrams.readableBytes();
        if (!channel.isWritable() && bytes > MAX_CONTROL_BYTES) {
            datagrams.release();
            consumer.onDatagramsDropped((bytes + datagramBytes - 1) / datagramBytes);
        } else if (bytes <= datagramBytes) {
            write(new DatagramPacket(datagrams, receiver));
        } else if (segmentation) {
            write(new SegmentedDatagramPacket(datagrams, datagramBytes, receiver));
        } else {
            writeOneByOne(datagrams, datagramBytes, receiver);
        }
    }

    private void writeOneByOne(ByteBuf datagrams, int datagramBytes, InetSocketAddress receiver) {
        while (datagrams.isReadable()) {
            int size = Math.min(datagramBytes, datagrams.readableBytes());
            write(new DatagramPacket(datagrams.readRetainedSlice(size), receiver));
        }
        datagrams.release();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
    private void write(DatagramPacket packet) {
        channel.write(packet, channel.voidPromise());
        if (!flushPending) {
            flushPending = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushPending = false;
        channel.flush();
    }

    /** Has a connection send on in a millisecond, when its pace allows more. */
    void paceSoon(SrtConnection connection) {
        paced.add(connection);
        schedulePace();
    }

    private void schedulePace() {
        if (!paceScheduled && !paced.isEmpty()) {
            paceScheduled = true;
            var _ = channel.eventLoop().schedule(this::pace, PACE_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    /** Those that are not done come again. */
    private void pace() {
        paceScheduled = false;
        long nowMicros = nowMicros();
        for (int count = paced.size(); count > 0; count--) {
            paced.remove().pace(nowMicros);
        }
        schedulePace();
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
