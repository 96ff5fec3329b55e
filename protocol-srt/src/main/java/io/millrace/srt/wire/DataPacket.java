package io.millrace.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * A data packet (draft-sharabayko-srt, 3.1). The payload is a slice of the datagram, borrowed from
 * whoever owns that.
 */
public record DataPacket(PacketHeader header, ByteBuf payload) implements SrtPacket {
    /** Reads a datagram of at least 16 bytes whose first bit is 0. */
    static DataPacket parse(ByteBuf datagram) {
        int start = datagram.readerIndex();
        return new DataPacket(
                new PacketHeader(
                        datagram.getInt(start),
                        datagram.getInt(start + 4),
                        datagram.getInt(start + 8),
                        datagram.getInt(start + 12)),
                datagram.slice(start + HEADER_BYTES, datagram.readableBytes() - HEADER_BYTES));
    }

    public int sequence() {
        return header.sequence();
    }

    /** Whether the packet was sent before. */
    public boolean retransmitted() {
        return header.retransmitted();
    }

    /** 0 = plain, 1 = even key, 2 = odd key. */
    public int keyFlag() {
        return header.keyFlag();
    }

    @Override
    public int timestampMicros() {
        return header.timestampMicros();
    }

    @Override
    public int destinationSocketId() {
        return header.destinationSocketId();
    }
}
