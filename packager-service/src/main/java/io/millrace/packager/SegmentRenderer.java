package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.cmaf.CmafFragment;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Makes the bytes of segments and parts, each in one direct buffer that the caller owns. */
final class SegmentRenderer {
    private final ByteBufAllocator allocator;

    SegmentRenderer(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** A segment as MPEG-TS. */
    ByteBuf transportStream(Segment segment) throws MalformedMediaException {
        ByteBuf buffer = allocator.directBuffer(SegmentWriter.estimatedBytes(segment));
        try {
            SegmentWriter.write(segment, buffer);
            return buffer;
        } catch (MalformedMediaException | RuntimeException failure) {
            buffer.release();
            throw failure;
        }
    }

    /** A segment of one track as CMAF, or one part of it. */
    ByteBuf cmaf(CmafQuestions.Piece piece) {
        TrackSegment segment = piece.segment();
        int from = Math.max(0, piece.part());
        int to = piece.part() < 0 ? segment.parts().size() : piece.part() + 1;
        long bytes = 0;
        for (int part = from; part < to; part++) {
            bytes += CmafFragment.estimatedBytes(segment, part);
        }
        ByteBuf buffer = allocator.directBuffer(Math.toIntExact(bytes));
        for (int part = from; part < to; part++) {
            CmafFragment.write(segment, piece.name().number(), part, buffer);
        }
        return buffer;
    }
}
