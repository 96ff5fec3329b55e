package io.millrace.rtsp.read;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends images as datagrams: a run of equal packets in one system call where segmentation (UDP GSO)
 * is there. A joining reader gets a whole group of pictures at once: it is paced, so that it fits
 * the peer's receive buffer.
 */
public final class UdpOutput implements PacketOutput {
    private static final long BURST_BYTES = 96 * 1024;
    private static final long BYTES_PER_MILLI = 12_500;
    private static final long PAUSE_MILLIS = 2;

    private final Way way;
    private final Map<Integer, Destination> destinations;
    private final LongSupplier wallClockMicros;
    private final EventExecutor executor;
    private final Runnable resume;
    private long credit = BURST_BYTES;
    private long creditAtMicros;
    private boolean resumeScheduled;

    /** Where a track's packets go. */
    public record Destination(InetSocketAddress rtp, InetSocketAddress rtcp) {}

    /** Our sockets, best on the executor that uses the output. */
    public record Way(Channel rtp, Channel rtcp, boolean segmentation) {}

    /**
     * An output that is used on {@code executor} only.
     *
     * @param destinations by track id
     * @param resume called there when more can be written
     */
    public UdpOutput(
            Way way,
            Map<Integer, Destination> destinations,
            LongSupplier wallClockMicros,
            EventExecutor executor,
            Runnable resume) {
        this.way = way;
        this.destinations = Map.copyOf(destinations);
        this.wallClockMicros = wallClockMicros;
        this.executor = executor;
        this.resume = resume;
        this.creditAtMicros = wallClockMicros.getAsLong();
    }

    @Override
    public boolean isWritable() {
        if (credit <= 0) {
            refill();
        }
        if (credit > 0) {
            return way.rtp().isWritable();
        }
        if (!resumeScheduled) {
            resumeScheduled = true;
            var _ = executor.schedule(this::resumeLater, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void resumeLater() {
        resumeScheduled = false;
        resume.run();
    }

    private void refill() {
        long nowMicros = wallClockMicros.getAsLong();
        long earned = (nowMicros - creditAtMicros) * BYTES_PER_MILLI / 1_000;
        credit = Math.min(BURST_BYTES, credit + earned);
        creditAtMicros = nowMicros;
    }

    @Override
    public void write(RtspImage image) {
        for (RtspImage.Run run : image.runs()) {
            Destination destination = destinations.get(run.trackId());
            if (destination != null) {
                credit -= run.bytes();
                write(image.bytes(), run, destination.rtp());
            }
        }
    }

    private void write(ByteBuf bytes, RtspImage.Run run, InetSocketAddress to) {
        if (run.packets() == 1) {
            send(new DatagramPacket(bytes.retainedSlice(run.offset(), run.bytes()), to));
        } else if (way.segmentation()) {
            ByteBuf slice = bytes.retainedSlice(run.offset(), run.bytes());
            send(new SegmentedDatagramPacket(slice, run.segmentBytes(), to));
        } else {
            int end = run.offset() + run.bytes();
            for (int at = run.offset(); at < end; at += run.segmentBytes()) {
                int size = Math.min(run.segmentBytes(), end - at);
                send(new DatagramPacket(bytes.retainedSlice(at, size), to));
            }
        }
    }

    private void send(DatagramPacket packet) {
        var _ = way.rtp().write(packet, way.rtp().voidPromise());
    }

    @Override
    public void writeRtcp(int trackId, ByteBuf packet) {
        Destination destination = destinations.get(trackId);
        if (destination == null) {
            packet.release();
            return;
        }
        var _ =
                way.rtcp()
                        .writeAndFlush(
                                new DatagramPacket(packet, destination.rtcp()),
                                way.rtcp().voidPromise());
    }

    @Override
    public void flush() {
        way.rtp().flush();
    }

    /** Datagrams are always taken; a peer that is gone is found by its silence. */
    @Override
    public long stalledMicros(long nowMicros) {
        return 0;
    }
}
