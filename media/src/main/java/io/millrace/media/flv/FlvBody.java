package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/** What bodies of audio and video tags have in common. */
final class FlvBody {
    /** Packet type of audio and of video that says that a modifier stands before the packet. */
    private static final int MOD_EX = 7;

    private static final int TIMESTAMP_OFFSET_NANOS = 0;
    private static final int OFFSET_SIZE = 3;
    private static final int MAX_OFFSET_NANOS = 999_999;

    private FlvBody() {}

    static void require(ByteBuf body, int bytes, String what) throws MalformedMediaException {
        if (body.readableBytes() < bytes) {
            throw new MalformedMediaException(
                    "FLV: %s needs %d bytes, has %d".formatted(what, bytes, body.readableBytes()));
        }
    }

    /** What is left of the body, in an array of its own. */
    static byte[] rest(ByteBuf body) {
        byte[] rest = new byte[body.readableBytes()];
        body.readBytes(rest);
        return rest;
    }

    /**
     * What ModEx blocks before a packet say (enhanced RTMP 2).
     *
     * @param packetType the type behind them
     * @param offsetNanos to add to the timestamp in milliseconds, less than one
     */
    record Modifiers(int packetType, int offsetNanos) {}

    /**
     * Reads the ModEx blocks that the packet type announces, if it does; those of unknown types are
     * passed over.
     */
    static Modifiers modifiers(ByteBuf body, int firstPacketType) throws MalformedMediaException {
        int packetType = firstPacketType;
        int offsetNanos = 0;
        while (packetType == MOD_EX) {
            require(body, 1, "ModEx size");
            int size = body.readUnsignedByte() + 1;
            if (size == 256) {
                require(body, 2, "ModEx size");
                size = body.readUnsignedShort() + 1;
            }
            require(body, size + 1, "ModEx");
            ByteBuf data = body.readSlice(size);
            int types = body.readUnsignedByte();
            if (types >> 4 == TIMESTAMP_OFFSET_NANOS && size >= OFFSET_SIZE) {
                offsetNanos = Math.min(data.readUnsignedMedium(), MAX_OFFSET_NANOS);
            }
            packetType = types & 0xF;
        }
        return new Modifiers(packetType, offsetNanos);
    }

    /** Writes the first byte of a body, and a ModEx block if there is an offset to tell. */
    static void writeHead(int flags, Modifiers modifiers, ByteBuf out) {
        if (modifiers.offsetNanos() > 0) {
            out.writeByte(flags | MOD_EX);
            out.writeByte(OFFSET_SIZE - 1);
            out.writeMedium(modifiers.offsetNanos());
            out.writeByte(TIMESTAMP_OFFSET_NANOS << 4 | modifiers.packetType());
        } else {
            out.writeByte(flags | modifiers.packetType());
        }
    }
}
