package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;

/** A constant rate. Who brings nothing for a while does not get that time back. */
final class RatePacer implements Pacer {
    private final double nanosPerByte;
    private double nextNanos;
    private boolean started;

    RatePacer(long bitsPerSecond) {
        nanosPerByte = 8e9 / bitsPerSecond;
    }

    @Override
    public long dueNanos(ByteBuf packets, long nowNanos) {
        if (!started || nextNanos < nowNanos) {
            started = true;
            nextNanos = nowNanos;
        }
        long due = (long) nextNanos;
        nextNanos += packets.readableBytes() * nanosPerByte;
        return due;
    }
}
