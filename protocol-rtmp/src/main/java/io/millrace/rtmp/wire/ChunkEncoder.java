package io.millrace.rtmp.wire;

import io.netty.buffer.ByteBuf;

/**
 * Writes messages as chunks (RTMP 1.0, section 5.3): a fmt 0 header, then fmt 3 for every further
 * chunk, so that no message depends on one before. Immutable.
 */
public final class ChunkEncoder {
    /** Smallest chunk size that this encoder can write. */
    public static final int MIN_CHUNK_SIZE = 128;

    private static final int EXTENDED = 0xFFFFFF;
    private static final int FORMAT_3 = 0xC0;

    private final int chunkSize;

    public ChunkEncoder(int chunkSize) {
        if (chunkSize < MIN_CHUNK_SIZE || chunkSize > ChunkLimits.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("chunk size " + chunkSize);
        }
        this.chunkSize = chunkSize;
    }

    public int chunkSize() {
        return chunkSize;
    }

    /** Bytes on the wire of a message of {@code length}, at most: with extended timestamps. */
    public int maxEncodedBytes(int length) {
        return 16 + length + 5 * (length / chunkSize);
    }

    /**
     * Appends one message, whose payload is {@code head} (borrowed, read to its end, at most {@link
     * #MIN_CHUNK_SIZE} bytes) and then {@code body}.
     *
     * @param chunkStreamId 2 to 63
     */
    public void encode(ByteBuf out, int chunkStreamId, Header header, ByteBuf head, byte[] body) {
        int headBytes = head.readableBytes();
        checkLength(headBytes + body.length, chunkStreamId);
        long timestamp = header.timestampMillis() & 0xFFFF_FFFFL;
        beginMessage(out, chunkStreamId, header, timestamp, headBytes + body.length);
        out.writeBytes(head);
        int at = Math.min(body.length, chunkSize - headBytes);
        out.writeBytes(body, 0, at);
        while (at < body.length) {
            continueMessage(out, chunkStreamId, timestamp);
            int bytes = Math.min(body.length - at, chunkSize);
            out.writeBytes(body, at, bytes);
            at += bytes;
        }
    }

    /** Appends one message; {@code payload} is borrowed and read to its end. */
    public void encode(ByteBuf out, int chunkStreamId, Header header, ByteBuf payload) {
        int length = payload.readableBytes();
        checkLength(length, chunkStreamId);
        long timestamp = header.timestampMillis() & 0xFFFF_FFFFL;
        beginMessage(out, chunkStreamId, header, timestamp, length);
        out.writeBytes(payload, Math.min(length, chunkSize));
        while (payload.isReadable()) {
            continueMessage(out, chunkStreamId, timestamp);
            out.writeBytes(payload, Math.min(payload.readableBytes(), chunkSize));
        }
    }

    /** What a message says beside its payload. */
    public record Header(int type, int streamId, long timestampMillis) {}

    private static void checkLength(int length, int chunkStreamId) {
        if (length > ChunkLimits.MAX_MESSAGE_BYTES || chunkStreamId < 2 || chunkStreamId > 63) {
            throw new IllegalArgumentException(
                    "message of " + length + " bytes on chunk stream " + chunkStreamId);
        }
    }

    private static void beginMessage(
            ByteBuf out, int chunkStreamId, Header header, long timestamp, int length) {
        out.writeByte(chunkStreamId);
        out.writeMedium((int) Math.min(timestamp, EXTENDED));
        out.writeMedium(length);
        out.writeByte(header.type());
        out.writeIntLE(header.streamId());
        if (timestamp >= EXTENDED) {
            out.writeInt((int) timestamp);
        }
    }

    private static void continueMessage(ByteBuf out, int chunkStreamId, long timestamp) {
        out.writeByte(FORMAT_3 | chunkStreamId);
        if (timestamp >= EXTENDED) {
            out.writeInt((int) timestamp);
        }
    }
}
