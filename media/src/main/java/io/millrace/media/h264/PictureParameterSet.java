package io.millrace.media.h264;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;

/**
 * What a picture parameter set tells for picture order (H.264, 7.3.2.2).
 *
 * @param bottomFieldOrder bottom_field_pic_order_in_frame_present_flag
 */
public record PictureParameterSet(int id, int sequenceParameterSetId, boolean bottomFieldOrder) {
    /** Parses a NAL unit of type 8, header byte included. */
    public static PictureParameterSet parse(Bytes nalUnit) throws MalformedMediaException {
        if (nalUnit.size() < 2) {
            throw new MalformedMediaException("PPS of " + nalUnit.size() + " bytes");
        }
        BitReader bits = new BitReader(NalUnit.of(nalUnit).rbsp(32));
        int id = bits.unsignedGolomb(255, "pic_parameter_set_id");
        int sequenceId = bits.unsignedGolomb(31, "seq_parameter_set_id");
        bits.skip(1); // entropy_coding_mode_flag
        return new PictureParameterSet(id, sequenceId, bits.flag());
    }
}
