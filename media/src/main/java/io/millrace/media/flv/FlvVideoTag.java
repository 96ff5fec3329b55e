package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * The body of a video tag or RTMP video message (E.4.3; enhanced RTMP 2, ExVideoTagHeader). H.264
 * comes with codec id 7 or as FourCC {@code avc1}, H.265 as {@code hvc1} or with codec id 12, all
 * other codecs by their FourCC.
 */
sealed interface FlvVideoTag {
    /** Sequence header: the decoder configuration record of what follows. */
    record Configuration(FlvCodec codec, byte[] record) implements FlvVideoTag {}

    /**
     * One access unit.
     *
     * @param keyFrame as the header says
     * @param compositionMillis pts minus dts, may be negative
     * @param offsetNanos to add to the tag's timestamp
     * @param data NAL units with lengths as the configuration says; the receiver's own array
     */
    record CodedFrame(
            FlvCodec codec, boolean keyFrame, int compositionMillis, int offsetNanos, byte[] data)
            implements FlvVideoTag {
        /** The same at this offset. */
        CodedFrame later(int nanos) {
            return nanos == 0
                    ? this
                    : new CodedFrame(codec, keyFrame, compositionMillis, nanos, data);
        }
    }

    /** The encoder has stopped. */
    record EndOfSequence() implements FlvVideoTag {}

    /** Nothing to show: a command to the player, metadata, an empty message. */
    record NoPicture() implements FlvVideoTag {}

    /**
     * A codec or way of packing that we do not read.
     *
     * @param codec for people: {@code VVC (vvc1)}
     */
    record Unsupported(String codec) implements FlvVideoTag {}

    /** Parses a body of one track. Borrows; consumes the readable bytes. */
    static FlvVideoTag parse(ByteBuf body) throws MalformedMediaException {
        return FlvVideoParser.parse(body);
    }
}
