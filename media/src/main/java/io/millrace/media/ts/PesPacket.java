package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A PES packet (ISO/IEC 13818-1, 2.4.3.6).
 *
 * @param ptsTicks 33 bits of 90 kHz, or {@link #NO_TIMESTAMP}
 * @param dtsTicks likewise; equal to pts where it is not said
 * @param scrambled what is carried cannot be read
 * @param data what is carried; the receiver's own array
 */
record PesPacket(int streamId, long ptsTicks, long dtsTicks, boolean scrambled, byte[] data) {
    static final long NO_TIMESTAMP = -1;

    /** Bytes up to and with PES_packet_length. */
    static final int PREFIX_SIZE = 6;

    static final int STREAM_ID_PADDING = 0xBE;

    private static final int FIXED_SIZE = 9;

    /** Parses a whole packet. */
    static PesPacket parse(byte[] array, int size) throws MalformedMediaException {
        ByteBuf in = Unpooled.wrappedBuffer(array, 0, size);
        require(size >= PREFIX_SIZE && in.getUnsignedMedium(0) == 1, "no PES packet");
        int streamId = in.getUnsignedByte(3);
        if (!hasHeader(streamId)) {
            byte[] data = new byte[size - PREFIX_SIZE];
            in.getBytes(PREFIX_SIZE, data);
            return new PesPacket(streamId, NO_TIMESTAMP, NO_TIMESTAMP, false, data);
        }
        require(size >= FIXED_SIZE, "PES header is cut off");
        require((in.getByte(6) & 0xC0) == 0x80, "PES header has no '10'");
        boolean scrambled = (in.getByte(6) & 0x30) != 0;
        int flags = in.getUnsignedByte(7) >> 6;
        int headerSize = in.getUnsignedByte(8);
        require(headerSize <= size - FIXED_SIZE, "PES header of " + headerSize + " bytes");
        ByteBuf header = in.slice(FIXED_SIZE, headerSize);
        long pts = (flags & 2) != 0 ? timestamp(header) : NO_TIMESTAMP;
        long dts = flags == 3 ? timestamp(header) : pts;
        byte[] data = new byte[size - FIXED_SIZE - headerSize];
        in.getBytes(FIXED_SIZE + headerSize, data);
        return new PesPacket(streamId, pts, dts, scrambled, data);
    }

    /** Table 2-22: these streams carry their bytes straight after the length. */
    static boolean hasHeader(int streamId) {
        return switch (streamId) {
            case 0xBC, STREAM_ID_PADDING, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF -> false;
            default -> true;
        };
    }

    boolean hasTimestamp() {
        return ptsTicks != NO_TIMESTAMP;
    }

    /** The same with timestamps of a time that does not wrap. */
    PesPacket unwrapped(TsClock clock) {
        if (!hasTimestamp()) {
            return this;
        }
        long dts = clock.unwrap(dtsTicks);
        return new PesPacket(streamId, clock.unwrap(ptsTicks), dts, scrambled, data);
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
