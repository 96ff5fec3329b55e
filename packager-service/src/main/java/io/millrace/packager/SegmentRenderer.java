package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.cmaf.CmafFragment;
import io.millrace.media.cmaf.SampleEncryption;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentWriter;
import io.millrace.stream.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Makes the bytes of segments and parts, each in one direct buffer that the caller owns. */
final class SegmentRenderer {
    private final ByteBufAllocator allocator;
    private final LongAdder unitsLeftOut;

    SegmentRenderer(ByteBufAllocator allocator, Counters counters) {
        this.allocator = allocator;
        this.unitsLeftOut = counters.counter("packager_units_dropped", "reason", "malformed-data");
    }

    /** A segment as MPEG-TS. */
    ByteBuf transportStream(Segment segment) throws MalformedMediaException {
        ByteBuf buffer = allocator.directBuffer(SegmentWriter.estimatedBytes(segment));
        try {
            unitsLeftOut.add(SegmentWriter.write(segment, buffer));
            return buffer;
        } catch (MalformedMediaException | RuntimeException failure) {
            buffer.release();
            throw failure;
        }
    }

    /** A segment of one track as CMAF, or one part of it; its samples perhaps encrypted. */
    ByteBuf cmaf(CmafQuestions.Piece piece, Optional<SampleEncryption> encryption)
            throws MalformedMediaException {
        TrackSegment segment = piece.segment();
        int from = Math.max(0, piece.part());
        int to = piece.part() < 0 ? segment.parts().size() : piece.part() + 1;
        long bytes = 0;
        for (int part = from; part < to; part++) {
            bytes += CmafFragment.estimatedBytes(segment, part);
        }
        ByteBuf buffer = allocator.directBuffer(Math.toIntExact(bytes));
        try {
            for (int part = from; part < to; part++) {
                write(piece, part, encryption, buffer);
            }
            return buffer;
        } catch (MalformedMediaException | RuntimeException failure) {
            buffer.release();
            throw failure;
        }
    }

    private static void write(
            CmafQuestions.Piece piece,
            int part,
            Optional<SampleEncryption> encryption,
            ByteBuf buffer)
            throws MalformedMediaException {
        long number = piece.name().number();
        if (encryption.isPresent()) {
            CmafFragment.write(piece.segment(), number, part, encryption.get(), buffer);
        } else {
            CmafFragment.write(piece.segment(), number, part, buffer);
        }
    }
}
