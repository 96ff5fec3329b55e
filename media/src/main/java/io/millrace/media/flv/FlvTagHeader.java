package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * The header before each tag in FLV files and in RTMP aggregate messages (E.4.1).
 *
 * @param type {@link #AUDIO}, {@link #VIDEO}, {@link #SCRIPT_DATA} or what else the bytes say
 * @param dataSize bytes of the body that follows
 * @param timestampMillis 0 to 2^32 - 1; wraps
 */
public record FlvTagHeader(int type, int dataSize, long timestampMillis) {
    /** Tag and RTMP message type of audio. */
    public static final int AUDIO = 8;

    /** Tag and RTMP message type of video. */
    public static final int VIDEO = 9;

    /** Tag and RTMP message type of AMF0 data. */
    public static final int SCRIPT_DATA = 18;

    /** Bytes of the header. */
    public static final int SIZE = 11;

    /** Bytes after each body that tell the size of header and body again. */
    public static final int BACK_POINTER_SIZE = 4;

    /** Reads a header; a filtered (encrypted) tag is refused. Borrows and consumes 11 bytes. */
    public static FlvTagHeader read(ByteBuf in) throws MalformedMediaException {
        if (in.readableBytes() < SIZE) {
            throw new MalformedMediaException(
                    "FLV tag header of " + in.readableBytes() + " bytes (E.4.1)");
        }
        int first = in.readUnsignedByte();
        if ((first & 0x20) != 0) {
            throw new MalformedMediaException("encrypted FLV tag (E.4.1)");
        }
        int size = in.readUnsignedMedium();
        long timestamp = in.readUnsignedMedium() | (long) in.readUnsignedByte() << 24;
        in.skipBytes(3);
        return new FlvTagHeader(first & 0x1F, size, timestamp);
    }

    /** Writes the header; the stream id is 0. */
    public void write(ByteBuf out) {
        out.writeByte(type);
        out.writeMedium(dataSize);
        out.writeMedium((int) timestampMillis & 0xFFFFFF);
        out.writeByte((int) (timestampMillis >>> 24));
        out.writeMedium(0);
    }
}
