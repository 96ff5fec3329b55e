package io.millrace.rtmp.wire;

/**
 * What one peer may make us hold.
 *
 * @param messageBytes largest message; RTMP itself allows 16,777,215
 * @param chunkStreams most chunk streams of one connection
 * @param partialBytes most bytes of messages begun and not complete, over all chunk streams
 */
public record ChunkLimits(int messageBytes, int chunkStreams, int partialBytes) {
    /** RTMP's own: the length field has 24 bits. */
    public static final int MAX_MESSAGE_BYTES = 0xFFFFFF;

    public ChunkLimits {
        if (messageBytes < 1024 || chunkStreams < 4 || partialBytes < messageBytes) {
            throw new IllegalArgumentException(
                    "chunk limits: message %d, chunk streams %d, partial %d"
                            .formatted(messageBytes, chunkStreams, partialBytes));
        }
    }

    /** Messages of 16 MiB, 64 chunk streams, 20 MiB incomplete. */
    public static ChunkLimits defaults() {
        return new ChunkLimits(MAX_MESSAGE_BYTES, 64, 20 << 20);
    }
}
