package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** What bodies of audio and video tags have in common. */
final class FlvBody {
    private static final int ONE_TRACK = 0;

    /** Packet type of audio and of video that says that a modifier stands before the packet. */
    private static final int MOD_EX = 7;

    private static final int TIMESTAMP_OFFSET_NANOS = 0;
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
            if (types >> 4 == TIMESTAMP_OFFSET_NANOS && size >= 3) {
                offsetNanos = Math.min(data.readUnsignedMedium(), MAX_OFFSET_NANOS);
            }
            packetType = types & 0xF;
        }
        return new Modifiers(packetType, offsetNanos);
    }

    /**
     * Reads the head of a multitrack body (enhanced RTMP 2): the packet type of its one track,
     * whose FourCC and id follow. Empty if it holds several tracks.
     */
    static Optional<Integer> onlyTrackPacketType(ByteBuf body) throws MalformedMediaException {
        require(body, 1, "multitrack type");
        int types = body.readUnsignedByte();
        return types >> 4 == ONE_TRACK ? Optional.of(types & 0xF) : Optional.empty();
    }
}
