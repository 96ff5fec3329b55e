package io.millrace.media.h264;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;

/**
 * The begin of a slice header, as far as picture order needs it (H.264, 7.3.3).
 *
 * @param sequence the sequence parameter set in force
 * @param order pic_order_cnt_lsb, or delta_pic_order_cnt[0] where the type is 1
 * @param bottomOrder delta_pic_order_cnt_bottom, or delta_pic_order_cnt[1]
 */
record SliceHeader(
        SequenceParameterSet sequence,
        boolean idr,
        boolean reference,
        int frameNum,
        boolean field,
        boolean bottomField,
        int order,
        int bottomOrder) {
    private static final int BYTES_READ = 64;
    private static final int MAX_SLICE_TYPE = 9;

    /** Gives the parameter sets that a slice refers to. */
    interface ParameterSetLookup {
        PictureParameterSet picture(int id) throws MalformedMediaException;

        SequenceParameterSet sequence(int id) throws MalformedMediaException;
    }

    /** Parses the header of a NAL unit of type 1, 2 or 5. */
    static SliceHeader parse(NalUnit slice, ParameterSetLookup sets)
            throws MalformedMediaException {
        BitReader bits = new BitReader(slice.rbsp(BYTES_READ));
        bits.unsignedGolomb(); // first_mb_in_slice
        bits.unsignedGolomb(MAX_SLICE_TYPE, "slice_type");
        PictureParameterSet picture =
                sets.picture(bits.unsignedGolomb(255, "pic_parameter_set_id"));
        SequenceParameterSet sequence = sets.sequence(picture.sequenceParameterSetId());
        if (sequence.separateColourPlanes()) {
            bits.skip(2);
        }
        int frameNum = bits.bits(sequence.frameNumBits());
        boolean field = !sequence.framesOnly() && bits.flag();
        boolean bottomField = field && bits.flag();
        boolean idr = slice.type() == NalUnitType.IDR_SLICE;
        if (idr) {
            bits.unsignedGolomb(); // idr_pic_id
        }
        boolean bottomOrder = picture.bottomFieldOrder() && !field;
        int order = 0;
        int orderOfBottom = 0;
        switch (sequence.pictureOrder()) {
            case SequenceParameterSet.PictureOrderType.LeastBits least -> {
                order = bits.bits(least.bits());
                orderOfBottom = bottomOrder ? bits.signedGolomb() : 0;
            }
            case SequenceParameterSet.PictureOrderType.Cycle cycle when !cycle.alwaysZero() -> {
                order = bits.signedGolomb();
                orderOfBottom = bottomOrder ? bits.signedGolomb() : 0;
            }
            case SequenceParameterSet.PictureOrderType.Cycle _,
                    SequenceParameterSet.PictureOrderType.DecodingOrder _ -> {}
        }
        return new SliceHeader(
                sequence,
                idr,
                slice.referenceIdc() != 0,
                frameNum,
                field,
                bottomField,
                order,
                orderOfBottom);
    }
}
