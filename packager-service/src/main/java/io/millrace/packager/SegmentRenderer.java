package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Makes a segment's bytes. The caller owns the buffer. */
@FunctionalInterface
interface SegmentRenderer {
    ByteBuf render(Segment segment) throws MalformedMediaException;

    /** MPEG-TS in one direct buffer. */
    static SegmentRenderer transportStream(ByteBufAllocator allocator) {
        return segment -> {
            ByteBuf buffer = allocator.directBuffer(SegmentWriter.estimatedBytes(segment));
            try {
                SegmentWriter.write(segment, buffer);
                return buffer;
            } catch (MalformedMediaException | RuntimeException failure) {
                buffer.release();
                throw failure;
            }
        };
    }
}
