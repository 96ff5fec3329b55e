package io.millrace.rtmp.wire;

import static io.millrace.rtmp.wire.RtmpProtocolException.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds messages from a connection's chunks (RTMP 1.0, section 5.3).
 *
 * <p>In: bytes in any pieces; read from, never kept. Out: whole messages, owned by the caller. Set
 * Chunk Size and Abort (5.4.1, 5.4.2) concern this layer only and do not come out. What a peer can
 * make it hold is bounded by {@link ChunkLimits}. Any violation throws and ends the connection. Not
 * thread-safe; {@link #close} frees incomplete messages.
 */
public final class ChunkDecoder implements AutoCloseable {
    /** Chunk size until the peer sets another (5.4.1). */
    public static final int INITIAL_CHUNK_SIZE = 128;

    private static final int EXTENDED = 0xFFFFFF;
    private static final int[] HEADER_BYTES = {11, 7, 3, 0};

    private final ByteBufAllocator allocator;
    private final ChunkLimits limits;
    private final Map<Integer, ChunkStream> chunkStreams = new HashMap<>();
    private int chunkSize = INITIAL_CHUNK_SIZE;
    private long partialBytes;

    private @Nullable ChunkStream current;
    private int chunkMissingBytes;

    public ChunkDecoder(ByteBufAllocator allocator, ChunkLimits limits) {
        this.allocator = allocator;
        this.limits = limits;
    }

    /**
     * Reads up to the end of the next message.
     *
     * @return empty if {@code in} ends before; call again with more. Unread bytes of a split header
     *     (at most 17) stay in {@code in}
     */
    public Optional<RtmpMessage> next(ByteBuf in) throws RtmpProtocolException {
        while (true) {
            ChunkStream chunkStream = current != null ? current : beginChunk(in);
            if (chunkStream == null) {
                return Optional.empty();
            }
            if (!gather(chunkStream, in)) {
                return Optional.empty();
            }
            current = null;
            if (chunkStream.missingBytes() > 0) {
                continue;
            }
            partialBytes -= chunkStream.gatheredBytes();
            RtmpMessage message = chunkStream.take();
            if (!absorbed(message)) {
                return Optional.of(message);
            }
        }
    }

    /** Size of the chunks that the peer sends now. */
    public int chunkSize() {
        return chunkSize;
    }

    /** Bytes held of incomplete messages. */
    public long partialBytes() {
        return partialBytes;
    }

    @Override
    public void close() {
        chunkStreams.values().forEach(ChunkStream::discard);
        chunkStreams.clear();
        current = null;
        partialBytes = 0;
    }

    /** Takes the chunk's payload as far as it is there; true at the chunk's end. */
    private boolean gather(ChunkStream chunkStream, ByteBuf in) throws RtmpProtocolException {
        int bytes = Math.min(in.readableBytes(), chunkMissingBytes);
        if (partialBytes + bytes > limits.partialBytes()) {
            throw connection("more than " + limits.partialBytes() + " bytes of partial messages");
        }
        chunkStream.append(in, bytes);
        partialBytes += bytes;
        chunkMissingBytes -= bytes;
        return chunkMissingBytes == 0;
    }

    /** Reads a chunk's headers (5.3.1); nothing is consumed unless all of them are there. */
    private @Nullable ChunkStream beginChunk(ByteBuf in) throws RtmpProtocolException {
        int start = in.readerIndex();
        int idBytes = basicHeaderBytes(in);
        if (idBytes == 0 || in.readableBytes() < idBytes) {
            return null;
        }
        int format = in.getUnsignedByte(start) >> 6;
        int messageHeaderAt = start + idBytes;
        if (in.readableBytes() < idBytes + HEADER_BYTES[format]) {
            return null;
        }
        ChunkStream chunkStream = chunkStream(chunkStreamId(in, start, idBytes), format);
        int headerBytes = idBytes + HEADER_BYTES[format];
        boolean extended =
                format == 3
                        ? chunkStream.extended()
                                && repeats(chunkStream.timestampField(), in, start + headerBytes)
                        : in.getUnsignedMedium(messageHeaderAt) == EXTENDED;
        if (extended && in.readableBytes() < headerBytes + 4) {
            return null;
        }
        in.skipBytes(idBytes);
        readMessageHeader(chunkStream, format, extended, in);
        if (!chunkStream.gathering()) {
            chunkStream.begin(allocator);
        }
        chunkMissingBytes = Math.min(chunkSize, chunkStream.missingBytes());
        current = chunkStream;
        return chunkStream;
    }

    private static int basicHeaderBytes(ByteBuf in) {
        if (!in.isReadable()) {
            return 0;
        }
        return switch (in.getUnsignedByte(in.readerIndex()) & 0x3F) {
            case 0 -> 2;
            case 1 -> 3;
            default -> 1;
        };
    }

    /** Basic header (5.3.1.1); the third byte of the long form weighs 256. */
    private static int chunkStreamId(ByteBuf in, int at, int bytes) {
        return switch (bytes) {
            case 1 -> in.getUnsignedByte(at) & 0x3F;
            case 2 -> 64 + in.getUnsignedByte(at + 1);
            default -> 64 + in.getUnsignedShortLE(at + 1);
        };
    }

    private ChunkStream chunkStream(int id, int format) throws RtmpProtocolException {
        ChunkStream known = chunkStreams.get(id);
        if (known != null) {
            if (known.gathering() && format != 3) {
                throw connection("chunk stream " + id + ": header inside of a message");
            }
            return known;
        }
        // librtmp opens chunk stream 2 with fmt 1: message stream 0 then.
        if (format > 1) {
            throw connection("chunk stream " + id + " begins with format " + format);
        }
        if (chunkStreams.size() >= limits.chunkStreams()) {
            throw connection("more than " + limits.chunkStreams() + " chunk streams");
        }
        ChunkStream created = new ChunkStream();
        chunkStreams.put(id, created);
        return created;
    }

    /** Message header (5.3.1.2) and extended timestamp (5.3.1.3). */
    private void readMessageHeader(
            ChunkStream chunkStream, int format, boolean extended, ByteBuf in)
            throws RtmpProtocolException {
        if (format == 3) {
            readContinuation(chunkStream, extended, in);
            return;
        }
        long timestamp = in.readUnsignedMedium();
        if (format <= 1) {
            int length = in.readUnsignedMedium();
            chunkStream.describe(checkedLength(length), in.readUnsignedByte());
        }
        if (format == 0) {
            chunkStream.streamId(in.readIntLE());
        }
        if (extended) {
            timestamp = in.readUnsignedInt();
        }
        if (format == 0) {
            chunkStream.absoluteTimestamp(timestamp, extended);
        } else {
            chunkStream.deltaTimestamp(timestamp, extended);
        }
    }

    /**
     * Fmt 3 repeats the extended timestamp (5.3.1.3). Old Flash encoders leave it out, so it is
     * taken for one only if it says what the header before said, as far as it is there.
     */
    private static boolean repeats(long timestampField, ByteBuf in, int at) {
        int there = Math.min(4, in.writerIndex() - at);
        for (int i = 0; i < there; i++) {
            if (in.getUnsignedByte(at + i) != (timestampField >>> (24 - 8 * i) & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private static void readContinuation(ChunkStream chunkStream, boolean extended, ByteBuf in) {
        if (extended) {
            in.skipBytes(4);
        }
        if (!chunkStream.gathering()) {
            chunkStream.repeatDelta();
        }
    }

    private int checkedLength(int length) throws RtmpProtocolException {
        if (length > limits.messageBytes()) {
            throw connection("message of " + length + " bytes, limit is " + limits.messageBytes());
        }
        return length;
    }

    private boolean absorbed(RtmpMessage message) throws RtmpProtocolException {
        switch (message.type()) {
            case MessageType.SET_CHUNK_SIZE -> chunkSize = checkedChunkSize(readNumber(message));
            case MessageType.ABORT -> abort(readNumber(message));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int readNumber(RtmpMessage message) throws RtmpProtocolException {
        try {
            if (message.payload().readableBytes() < 4) {
                throw connection("message type " + message.type() + " needs 4 bytes");
            }
            return message.payload().readInt();
        } finally {
            message.payload().release();
        }
    }

    /** Above 16,777,215 all sizes are equal: no message is larger (5.4.1). */
    private static int checkedChunkSize(int size) throws RtmpProtocolException {
        if (size < 1) {
            throw connection("chunk size " + Integer.toUnsignedString(size));
        }
        return Math.min(size, ChunkLimits.MAX_MESSAGE_BYTES);
    }

    private void abort(int chunkStreamId) {
        ChunkStream aborted = chunkStreams.get(chunkStreamId);
        if (aborted != null) {
            partialBytes -= aborted.gatheredBytes();
            aborted.discard();
        }
    }
}
