package io.millrace.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * The four words of a data packet's header (draft-sharabayko-srt, 3.1).
 *
 * @param flags position, order, key, retransmission and message number
 */
public record PacketHeader(int sequence, int flags, int timestampMicros, int destinationSocketId) {
    /** A message of this one packet. */
    public static final int SOLO = 3;

    /** In {@code flags}: the packet is sent again. */
    public static final int RETRANSMITTED = 0x04000000;

    /** The largest message number; 1 follows it. */
    public static final int MAX_MESSAGE_NUMBER = 0x03FFFFFF;

    private static final int ORDERED = 0x20000000;

    /** The word of flags of a packet that is sent for the first time. */
    public static int flags(int position, boolean ordered, int keyFlag, int messageNumber) {
        return position << 30 | (ordered ? ORDERED : 0) | keyFlag << 27 | messageNumber;
    }

    /** 3 = a message of this one packet, 2 = first, 1 = last, 0 = middle. */
    public int position() {
        return flags >>> 30;
    }

    public boolean ordered() {
        return (flags & ORDERED) != 0;
    }

    /** 0 = plain, 1 = even key, 2 = odd key. */
    public int keyFlag() {
        return (flags >>> 27) & 3;
    }

    public boolean retransmitted() {
        return (flags & RETRANSMITTED) != 0;
    }

    public int messageNumber() {
        return flags & MAX_MESSAGE_NUMBER;
    }

    /** Writes the 16 bytes. */
    public void write(ByteBuf out) {
        out.writeInt(sequence).writeInt(flags).writeInt(timestampMicros);
        out.writeInt(destinationSocketId);
    }
}
