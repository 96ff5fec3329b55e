package io.millrace.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * A data packet (draft-sharabayko-srt, 3.1). The payload is a slice of the datagram, borrowed from
 * whoever owns that.
 *
 * @param position 3 = a message of this one packet, 2 = first, 1 = last, 0 = middle
 * @param keyFlag 0 = plain, 1 = even key, 2 = odd key
 */
public record DataPacket(
        int sequence,
        int position,
        boolean ordered,
        int keyFlag,
        boolean retransmitted,
        int messageNumber,
        int timestampMicros,
        int destinationSocketId,
        ByteBuf payload)
        implements SrtPacket {
    public static final int SOLO = 3;

    /** The largest message number; 1 follows it. */
    public static final int MAX_MESSAGE_NUMBER = 0x03FFFFFF;

    private static final int RETRANSMITTED_BIT = 0x04;

    /** Reads a datagram of at least 16 bytes whose first bit is 0. */
    static DataPacket parse(ByteBuf datagram) {
        int start = datagram.readerIndex();
        int second = datagram.getInt(start + 4);
        return new DataPacket(
                datagram.getInt(start),
                second >>> 30,
                (second & 0x20000000) != 0,
                (second >>> 27) & 3,
                (second & 0x04000000) != 0,
                second & MAX_MESSAGE_NUMBER,
                datagram.getInt(start + 8),
                datagram.getInt(start + 12),
                datagram.slice(start + HEADER_BYTES, datagram.readableBytes() - HEADER_BYTES));
    }

    /** Writes the header; the payload follows it. */
    public void writeHeader(ByteBuf out) {
        out.writeInt(sequence);
        out.writeInt(
                position << 30
                        | (ordered ? 0x20000000 : 0)
                        | keyFlag << 27
                        | (retransmitted ? 0x04000000 : 0)
                        | messageNumber);
        out.writeInt(timestampMicros);
        out.writeInt(destinationSocketId);
    }

    /** Sets the retransmitted flag of a datagram that is written already. */
    public static void markRetransmitted(ByteBuf datagram) {
        int index = datagram.readerIndex() + 4;
        datagram.setByte(index, datagram.getByte(index) | RETRANSMITTED_BIT);
    }
}
