package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A PES packet (ISO/IEC 13818-1, 2.4.3.6) of a stream that has timestamps.
 *
 * @param ptsTicks 33 bits of 90 kHz, or {@link #NO_TIMESTAMP}
 * @param dtsTicks likewise; equal to pts where it is not said
 * @param data what is carried; the receiver's own array
 */
record PesPacket(long ptsTicks, long dtsTicks, byte[] data) {
    static final long NO_TIMESTAMP = -1;

    /** Bytes up to and with PES_packet_length. */
    static final int PREFIX_SIZE = 6;

    private static final int FIXED_SIZE = 9;

    /** Parses a whole packet. */
    static PesPacket parse(byte[] array, int size) throws MalformedMediaException {
        ByteBuf in = Unpooled.wrappedBuffer(array, 0, size);
        require(size >= FIXED_SIZE && in.getUnsignedMedium(0) == 1, "no PES packet");
        require((in.getByte(6) & 0xC0) == 0x80, "PES header has no '10'");
        int flags = in.getUnsignedByte(7) >> 6;
        int headerSize = in.getUnsignedByte(8);
        require(headerSize <= size - FIXED_SIZE, "PES header of " + headerSize + " bytes");
        ByteBuf header = in.slice(FIXED_SIZE, headerSize);
        long pts = (flags & 2) != 0 ? timestamp(header) : NO_TIMESTAMP;
        long dts = flags == 3 ? timestamp(header) : pts;
        byte[] data = new byte[size - FIXED_SIZE - headerSize];
        in.getBytes(FIXED_SIZE + headerSize, data);
        return new PesPacket(pts, dts, data);
    }

    private static long timestamp(ByteBuf header) throws MalformedMediaException {
        require(header.readableBytes() >= 5, "PES timestamp is cut off");
        long high = header.readUnsignedByte() >> 1 & 7;
        long middle = header.readUnsignedShort() >> 1;
        long low = header.readUnsignedShort() >> 1;
        return high << 30 | middle << 15 | low;
    }

    private static void require(boolean condition, String problem) throws MalformedMediaException {
        if (!condition) {
            throw new MalformedMediaException(problem + " (ISO/IEC 13818-1, 2.4.3.6)");
        }
    }
}
