package io.millrace.mpegts.udp;

import io.millrace.media.WrapAround;
import io.netty.buffer.ByteBuf;

/**
 * The pace of the first program clock found (ISO/IEC 13818-1, 2.4.3.5): a datagram with a PCR is
 * due when that is, one between two at the rate of the interval before. Where the clock jumps, or
 * the stream comes more than a second late, time is counted anew from there.
 */
final class PcrPacer implements Pacer {
    private static final int NO_PID = -1;
    private static final long NO_PCR = -1;
    private static final int PCR_BITS = 33;
    private static final double NANOS_PER_TICK = 1e9 / 90_000;
    private static final long MAX_STEP_TICKS = 90_000;
    private static final long MAX_LATE_NANOS = 1_000_000_000;

    private int pid = NO_PID;
    private boolean started;
    private long pcrTicks;
    private double pcrNanos;
    private double nanosPerByte;
    private long bytesSincePcr;

    @Override
    public long dueNanos(ByteBuf packets, long nowNanos) {
        long found = NO_PCR;
        int start = packets.readerIndex();
        int size = packets.readableBytes();
        for (int at = 0;
                at + PlainDatagrams.PACKET_BYTES <= size && found == NO_PCR;
                at += PlainDatagrams.PACKET_BYTES) {
            found = pcrOf(packets, start + at);
        }
        if (found != NO_PCR) {
            takeClock(found, nowNanos);
        }
        double due = !started ? nowNanos : pcrNanos + bytesSincePcr * nanosPerByte;
        if (nowNanos - due > MAX_LATE_NANOS) {
            pcrNanos += nowNanos - due;
            due = nowNanos;
        }
        bytesSincePcr += size;
        return (long) due;
    }

    private void takeClock(long newTicks, long nowNanos) {
        long step = WrapAround.distance(pcrTicks, newTicks, PCR_BITS);
        if (!started) {
            started = true;
            pcrNanos = nowNanos;
        } else if (step > 0 && step <= MAX_STEP_TICKS) {
            double stepNanos = step * NANOS_PER_TICK;
            pcrNanos += stepNanos;
            nanosPerByte = stepNanos / Math.max(1, bytesSincePcr);
        } else {
            pcrNanos += bytesSincePcr * nanosPerByte;
        }
        pcrTicks = newTicks;
        bytesSincePcr = 0;
    }

    /** In 90 kHz, of the first PID that has any; {@link #NO_PCR} if this packet has none. */
    private long pcrOf(ByteBuf packets, int at) {
        boolean hasAdaptation = (packets.getUnsignedByte(at + 3) & 0x20) != 0;
        if (!hasAdaptation
                || packets.getUnsignedByte(at + 4) < 7
                || (packets.getUnsignedByte(at + 5) & 0x10) == 0) {
            return NO_PCR;
        }
        int packetPid = packets.getUnsignedShort(at + 1) & 0x1FFF;
        if (pid == NO_PID) {
            pid = packetPid;
        }
        return packetPid == pid
                ? packets.getUnsignedInt(at + 6) << 1 | packets.getUnsignedByte(at + 10) >> 7
                : NO_PCR;
    }
}
