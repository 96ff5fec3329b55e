package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;

/** Says when datagrams are to leave. Times are of one clock of nanoseconds. Not thread-safe. */
sealed interface Pacer permits RatePacer, PcrPacer {
    /** When the next datagram, of whole packets, is due; asked once for each. */
    long dueNanos(ByteBuf packets, long nowNanos);
}
