package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** What bodies of audio and video tags have in common. */
final class FlvBody {
    private static final int ONE_TRACK = 0;

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
     * Passes over one ModEx block (enhanced RTMP 2): its only type so far gives nanoseconds to add
     * to a timestamp in milliseconds.
     *
     * @return the packet type that follows it
     */
    static int skipModifier(ByteBuf body) throws MalformedMediaException {
        require(body, 1, "ModEx size");
        int size = body.readUnsignedByte() + 1;
        if (size == 256) {
            require(body, 2, "ModEx size");
            size = body.readUnsignedShort() + 1;
        }
        require(body, size + 1, "ModEx");
        body.skipBytes(size);
        return body.readUnsignedByte() & 0xF;
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
