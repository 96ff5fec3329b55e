package io.millrace.rtmp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder remembers of one chunk stream: the last header, and the message being gathered.
 * Not thread-safe. Owns the gathered bytes until {@link #take} or {@link #discard}.
 */
final class ChunkStream {
    private static final int FIRST_ALLOCATION_BYTES = 4096;
    private static final long TIMESTAMP_MASK = 0xFFFF_FFFFL;

    private long timestamp;
    private long timestampField;
    private boolean extended;
    private int length;
    private int type;
    private int streamId;
    private @Nullable ByteBuf partial;

    boolean gathering() {
        return partial != null;
    }

    /** Whether the last header that carried a timestamp carried it in the extended field. */
    boolean extended() {
        return extended;
    }

    /** The last timestamp or delta as it stood on the wire. */
    long timestampField() {
        return timestampField;
    }

    int length() {
        return length;
    }

    void absoluteTimestamp(long field, boolean isExtended) {
        timestamp = field;
        timestampField = field;
        extended = isExtended;
    }

    void deltaTimestamp(long field, boolean isExtended) {
        timestampField = field;
        extended = isExtended;
        repeatDelta();
    }

    /**
     * A message that begins with fmt 3: the delta once more, which after a fmt 0 header is that
     * header's timestamp (5.3.1.2.4); ffmpeg counts on it.
     */
    void repeatDelta() {
        timestamp = (timestamp + timestampField) & TIMESTAMP_MASK;
    }

    void describe(int newLength, int newType) {
        length = newLength;
        type = newType;
    }

    void streamId(int newStreamId) {
        streamId = newStreamId;
    }

    void begin(ByteBufAllocator allocator) {
        partial = allocator.heapBuffer(Math.min(length, FIRST_ALLOCATION_BYTES), length);
    }

    void append(ByteBuf in, int bytes) {
        gathered().writeBytes(in, bytes);
    }

    int gatheredBytes() {
        return partial == null ? 0 : partial.readableBytes();
    }

    int missingBytes() {
        return length - gatheredBytes();
    }

    /** The whole message; the caller owns it. */
    RtmpMessage take() {
        RtmpMessage message = new RtmpMessage(type, streamId, timestamp, gathered());
        partial = null;
        return message;
    }

    /** Forgets the message being gathered. */
    void discard() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    private ByteBuf gathered() {
        if (partial == null) {
            throw new IllegalStateException("no message begun");
        }
        return partial;
    }
}
