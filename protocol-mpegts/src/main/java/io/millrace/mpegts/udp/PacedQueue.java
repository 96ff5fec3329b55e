package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Cuts packets into datagrams and sends each when it is due. Confined to the event loop. */
final class PacedQueue {
    private static final int DATAGRAM_BYTES = 7 * PlainDatagrams.PACKET_BYTES;

    /** What is due so soon leaves now, in one batch. */
    private static final long BATCH_NANOS = 500_000;

    private final Channel channel;
    private final InetSocketAddress target;
    private final int maxQueuedBytes;
    private final Pacer pacer;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final LongAdder datagrams = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder droppedBytes = new LongAdder();
    private long queuedBytes;
    private boolean scheduled;
    private long headDueNanos;
    private boolean headAsked;

    /** Packets of one call; {@code sent} completes when the last has left. */
    private record Waiting(ByteBuf packets, CompletableFuture<Void> sent) {
        void fail(Throwable cause) {
            packets.release();
            sent.completeExceptionally(cause);
        }
    }

    PacedQueue(Channel channel, UdpTsSenderSettings settings, InetSocketAddress target) {
        this.channel = channel;
        this.target = target;
        maxQueuedBytes = settings.maxQueuedBytes();
        pacer =
                switch (settings.pace()) {
                    case UdpTsSenderSettings.Pace.ByPcr() -> new PcrPacer();
                    case UdpTsSenderSettings.Pace.AtRate(long bitsPerSecond) ->
                            new RatePacer(bitsPerSecond);
                };
        channel.closeFuture().addListener(_ -> dropAll());
    }

    /** Takes the packets over. */
    void add(ByteBuf packets, CompletableFuture<Void> sent) {
        int size = packets.readableBytes();
        if (!channel.isActive() || queuedBytes + size > maxQueuedBytes) {
            droppedBytes.add(size);
            String problem = channel.isActive() ? "the queue is full" : "the sender is closed";
            new Waiting(packets, sent).fail(new IOException(problem));
            return;
        }
        queuedBytes += size;
        waiting.add(new Waiting(packets, sent));
        if (!scheduled) {
            sendDue();
        }
    }

    private void sendDue() {
        scheduled = false;
        long nowNanos = System.nanoTime();
        while (!waiting.isEmpty() && headDue(nowNanos) - nowNanos <= BATCH_NANOS) {
            sendHead();
        }
        channel.flush();
        if (!waiting.isEmpty()) {
            scheduled = true;
            var _ =
                    channel.eventLoop()
                            .schedule(
                                    this::sendDue,
                                    headDueNanos - System.nanoTime(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    private long headDue(long nowNanos) {
        if (!headAsked) {
            ByteBuf packets = waiting.element().packets();
            int size = Math.min(DATAGRAM_BYTES, packets.readableBytes());
            headDueNanos = pacer.dueNanos(packets.slice(packets.readerIndex(), size), nowNanos);
            headAsked = true;
        }
        return headDueNanos;
    }

    private void sendHead() {
        headAsked = false;
        Waiting head = waiting.element();
        int size = Math.min(DATAGRAM_BYTES, head.packets().readableBytes());
        queuedBytes -= size;
        ByteBuf datagram = head.packets().readRetainedSlice(size);
        boolean last = !head.packets().isReadable();
        if (last) {
            waiting.remove().packets().release();
        }
        channel.write(new DatagramPacket(datagram, target))
                .addListener(written -> {
                    count(written.isSuccess(), size);
                    if (last) {
                        head.sent().complete(null);
                    }
                });
    }

    /** What the system refuses, such as a port where nobody listens, is lost like any datagram. */
    private void count(boolean success, int size) {
        if (success) {
            datagrams.increment();
            bytes.add(size);
        } else {
            droppedBytes.add(size);
        }
    }

    private void dropAll() {
        IOException closed = new IOException("the sender is closed");
        for (Waiting left = waiting.poll(); left != null; left = waiting.poll()) {
            droppedBytes.add(left.packets().readableBytes());
            left.fail(closed);
        }
        headAsked = false;
        queuedBytes = 0;
    }

    UdpTsSenderCounts counts() {
        return new UdpTsSenderCounts(datagrams.sum(), bytes.sum(), droppedBytes.sum());
    }
}
