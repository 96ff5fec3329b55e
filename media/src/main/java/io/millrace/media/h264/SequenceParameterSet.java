package io.millrace.media.h264;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a sequence parameter set tells (H.264, 7.3.2.1.1): picture size, rate, and how pictures are
 * ordered.
 *
 * @param width in luma samples, cropped
 * @param height likewise, of a whole frame
 * @param framesPerSecond of the VUI's timing, where there is one
 * @param maxReorderFrames max_num_reorder_frames of the VUI, where there is one
 */
public record SequenceParameterSet(
        int id,
        int profileIdc,
        int constraintFlags,
        int levelIdc,
        int width,
        int height,
        OptionalDouble framesPerSecond,
        OptionalInt maxReorderFrames,
        int maxReferenceFrames,
        boolean separateColourPlanes,
        boolean framesOnly,
        int frameNumBits,
        PictureOrderType pictureOrder) {

    /** How picture order counts are coded: pic_order_cnt_type. */
    public sealed interface PictureOrderType {
        /** Type 0: the low bits are in each slice header. */
        record LeastBits(int bits) implements PictureOrderType {}

        /** Type 1: expected differences, corrected in slice headers. */
        record Cycle(
                boolean alwaysZero,
                int offsetForNonReference,
                int offsetForTopToBottom,
                List<Integer> offsetsForReference)
                implements PictureOrderType {
            public Cycle {
                offsetsForReference = List.copyOf(offsetsForReference);
            }
        }

        /** Type 2: output order is decoding order. */
        record DecodingOrder() implements PictureOrderType {}
    }

    /** Parses a NAL unit of type 7, header byte included. */
    public static SequenceParameterSet parse(Bytes nalUnit) throws MalformedMediaException {
        if (nalUnit.size() < 4) {
            throw new MalformedMediaException("SPS of " + nalUnit.size() + " bytes");
        }
        byte[] rbsp = NalUnit.of(nalUnit).rbsp(nalUnit.size());
        return new SpsParser(new BitReader(rbsp)).parse();
    }

    /** A format's first SPS; empty if it is not readable: for what is only told to people. */
    public static Optional<SequenceParameterSet> of(H264Format format) {
        try {
            return Optional.of(parse(format.sequenceParameterSets().getFirst()));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }

    /** Whether the profile allows pictures whose output order is not their decoding order. */
    public boolean mayReorder() {
        return !(pictureOrder instanceof PictureOrderType.DecodingOrder)
                && profileIdc != SpsParser.BASELINE
                && maxReferenceFrames > 0;
    }
}
