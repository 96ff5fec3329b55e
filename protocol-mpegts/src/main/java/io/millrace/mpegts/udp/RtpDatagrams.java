package io.millrace.mpegts.udp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.ReorderBuffer;
import io.millrace.media.rtp.RtpPacket;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Takes packets out of RTP (RFC 2250, section 2), in the order of sequence numbers. Another SSRC is
 * another sender, or the same one started anew: what waits goes first. Not thread-safe.
 */
final class RtpDatagrams implements AutoCloseable {
    /** MP2T (RFC 3551, section 6). */
    private static final int PAYLOAD_TYPE = 33;

    private static final long NO_SSRC = -1;

    private final UdpTsReceiverSettings.Reordering settings;
    private final ReceiverCounters counters;
    private final UdpTsSink sink;
    private ReorderBuffer buffer;
    private long ssrc = NO_SSRC;
    private long countedLost;
    private long countedLate;

    RtpDatagrams(
            UdpTsReceiverSettings.Reordering settings, ReceiverCounters counters, UdpTsSink sink) {
        this.settings = settings;
        this.counters = counters;
        this.sink = sink;
        buffer = newBuffer();
    }

    /** Whether it begins as RTP of version 2 does; a transport stream never does. */
    static boolean isRtp(ByteBuf datagram) {
        return datagram.readableBytes() > 0
                && datagram.getUnsignedByte(datagram.readerIndex()) >> 6 == 2;
    }

    /** Hands on the packets that are in order now; says why not, if the datagram is bad. */
    Optional<BadDatagram> read(ByteBuf datagram, long nowMicros) {
        RtpPacket packet;
        try {
            packet = RtpPacket.parse(datagram);
        } catch (MalformedMediaException _) {
            return Optional.of(BadDatagram.RTP_HEADER);
        }
        if (packet.payloadType() != PAYLOAD_TYPE) {
            return Optional.of(BadDatagram.RTP_PAYLOAD_TYPE);
        }
        if (!PlainDatagrams.isWhole(packet.payload())) {
            return Optional.of(BadDatagram.RTP_PAYLOAD);
        }
        if (packet.ssrc() != ssrc) {
            begin(packet.ssrc(), nowMicros);
        }
        packet.payload().retain();
        if (!buffer.offer(packet, nowMicros)) {
            packet.payload().release();
        }
        deliver(nowMicros);
        return Optional.empty();
    }

    /** Packets wait behind a hole: call {@link #expire} later. */
    boolean isWaiting() {
        return buffer.waiting() > 0;
    }

    /** Gives up what was waited for long enough. */
    void expire(long nowMicros) {
        deliver(nowMicros);
    }

    private void deliver(long nowMicros) {
        buffer.expire(nowMicros);
        count();
        for (Optional<RtpPacket> next = buffer.poll(); next.isPresent(); next = buffer.poll()) {
            ByteBuf packets = next.get().payload();
            try {
                counters.packets().add(packets.readableBytes() / PlainDatagrams.PACKET_BYTES);
                sink.onPackets(packets);
            } finally {
                packets.release();
            }
        }
    }

    private void begin(long newSsrc, long nowMicros) {
        ssrc = newSsrc;
        buffer.expire(nowMicros + settings.maxWait().toNanos() / 1_000);
        deliver(nowMicros);
        buffer.close();
        buffer = newBuffer();
        countedLost = 0;
        countedLate = 0;
    }

    private ReorderBuffer newBuffer() {
        return new ReorderBuffer(settings.maxPackets(), settings.maxWait().toNanos() / 1_000);
    }

    private void count() {
        counters.rtpLost().add(buffer.lost() - countedLost);
        countedLost = buffer.lost();
        long late = buffer.late() + buffer.duplicates();
        counters.rtpLate().add(late - countedLate);
        countedLate = late;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
