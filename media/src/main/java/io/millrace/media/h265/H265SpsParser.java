package io.millrace.media.h265;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import java.util.OptionalDouble;

/** Parses one sequence parameter set (H.265, 7.3.2.2.1) up to the timing of its VUI (E.2.1). */
final class H265SpsParser {
    private static final int MAX_SPS_ID = 15;
    private static final int MAX_SIZE = 16_384;
    private static final int CHROMA_444 = 3;
    private static final int MAX_SHORT_TERM_SETS = 64;
    private static final int MAX_LONG_TERM_PICTURES = 32;
    private static final int MAX_PICTURES = 16;
    private static final int EXTENDED_ASPECT_RATIO = 255;

    private final BitReader bits;

    H265SpsParser(byte[] rbsp) {
        this.bits = new BitReader(rbsp);
    }

    private record Size(int chromaFormat, int width, int height) {}

    H265SequenceParameterSet parse() throws MalformedMediaException {
        bits.skip(4); // sps_video_parameter_set_id
        int maxSubLayersMinus1 = bits.bits(3);
        if (maxSubLayersMinus1 > 6) {
            throw new MalformedMediaException("H.265 SPS with 8 sub-layers (7.4.3.2.1)");
        }
        boolean nesting = bits.flag();
        ProfileTierLevel profile = ProfileTierLevel.parse(bits, maxSubLayersMinus1);
        int id = bits.unsignedGolomb(MAX_SPS_ID, "sps_seq_parameter_set_id");
        Size size = size();
        int luma = 8 + bits.unsignedGolomb(8, "bit_depth_luma_minus8");
        int chroma = 8 + bits.unsignedGolomb(8, "bit_depth_chroma_minus8");
        int orderBits = 4 + bits.unsignedGolomb(12, "log2_max_pic_order_cnt_lsb_minus4");
        int reorder = reorderPictures(maxSubLayersMinus1);
        return new H265SequenceParameterSet(
                id,
                maxSubLayersMinus1 + 1,
                nesting,
                profile,
                size.chromaFormat(),
                luma,
                chroma,
                size.width(),
                size.height(),
                reorder,
                framesPerSecond(orderBits));
    }

    private Size size() throws MalformedMediaException {
        int chroma = bits.unsignedGolomb(CHROMA_444, "chroma_format_idc");
        boolean separate = chroma == CHROMA_444 && bits.flag();
        int width = bits.unsignedGolomb(MAX_SIZE, "pic_width_in_luma_samples");
        int height = bits.unsignedGolomb(MAX_SIZE, "pic_height_in_luma_samples");
        if (bits.flag()) { // conformance_window_flag
            long across = (long) bits.unsignedGolomb() + bits.unsignedGolomb();
            long down = (long) bits.unsignedGolomb() + bits.unsignedGolomb();
            width -=
                    (int)
                            Math.min(
                                    width,
                                    across * (!separate && (chroma == 1 || chroma == 2) ? 2 : 1));
            height -= (int) Math.min(height, down * (!separate && chroma == 1 ? 2 : 1));
        }
        if (width <= 0 || height <= 0) {
            throw new MalformedMediaException("H.265 picture of %dx%d".formatted(width, height));
        }
        return new Size(chroma, width, height);
    }

    /** sps_max_num_reorder_pics of the highest sub-layer, the last one told. */
    private int reorderPictures(int maxSubLayersMinus1) throws MalformedMediaException {
        boolean all = bits.flag();
        int reorder = 0;
        for (int i = all ? 0 : maxSubLayersMinus1; i <= maxSubLayersMinus1; i++) {
            bits.unsignedGolomb(MAX_PICTURES, "sps_max_dec_pic_buffering_minus1");
            reorder = bits.unsignedGolomb(MAX_PICTURES, "sps_max_num_reorder_pics");
            bits.unsignedGolomb(); // sps_max_latency_increase_plus1
        }
        return reorder;
    }

    /** The rest is needed for the frame rate only: where it cannot be read there is none. */
    private OptionalDouble framesPerSecond(int orderBits) {
        try {
            skipCodingTools();
            skipReferenceSets(orderBits);
            bits.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
            return bits.flag() ? timing() : OptionalDouble.empty();
        } catch (MalformedMediaException _) {
            return OptionalDouble.empty();
        }
    }

    private void skipCodingTools() throws MalformedMediaException {
        for (int i = 0; i < 6; i++) {
            bits.unsignedGolomb(); // sizes of blocks, depths of hierarchies
        }
        boolean scaling = bits.flag();
        if (scaling && bits.flag()) {
            skipScalingLists();
        }
        bits.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
        if (bits.flag()) { // pcm_enabled_flag
            bits.skip(8);
            bits.unsignedGolomb();
            bits.unsignedGolomb();
            bits.skip(1);
        }
    }

    /** scaling_list_data (7.3.4). */
    private void skipScalingLists() throws MalformedMediaException {
        for (int sizeId = 0; sizeId < 4; sizeId++) {
            for (int matrix = 0; matrix < 6; matrix += sizeId == 3 ? 3 : 1) {
                if (!bits.flag()) {
                    bits.unsignedGolomb();
                    continue;
                }
                if (sizeId > 1) {
                    bits.signedGolomb();
                }
                for (int i = 0; i < Math.min(64, 1 << (4 + (sizeId << 1))); i++) {
                    bits.signedGolomb();
                }
            }
        }
    }

    private void skipReferenceSets(int orderBits) throws MalformedMediaException {
        int sets = bits.unsignedGolomb(MAX_SHORT_TERM_SETS, "num_short_term_ref_pic_sets");
        int pictures = 0;
        for (int i = 0; i < sets; i++) {
            pictures = i > 0 && bits.flag() ? predictedSet(pictures) : plainSet();
        }
        if (bits.flag()) { // long_term_ref_pics_present_flag
            int count = bits.unsignedGolomb(MAX_LONG_TERM_PICTURES, "num_long_term_ref_pics_sps");
            bits.skip(count * (orderBits + 1));
        }
    }

    /** st_ref_pic_set with inter prediction (7.3.7, 7-61): how many pictures it then has. */
    private int predictedSet(int pictures) throws MalformedMediaException {
        bits.skip(1); // delta_rps_sign
        bits.unsignedGolomb(); // abs_delta_rps_minus1
        int kept = 0;
        for (int i = 0; i <= pictures; i++) {
            boolean used = bits.flag();
            boolean delta = used || bits.flag();
            kept += delta ? 1 : 0;
        }
        return kept;
    }

    private int plainSet() throws MalformedMediaException {
        int negative = bits.unsignedGolomb(MAX_PICTURES, "num_negative_pics");
        int positive = bits.unsignedGolomb(MAX_PICTURES, "num_positive_pics");
        for (int i = 0; i < negative + positive; i++) {
            bits.unsignedGolomb();
            bits.skip(1);
        }
        return negative + positive;
    }

    /** vui_parameters up to vui_time_scale (E.2.1). */
    private OptionalDouble timing() throws MalformedMediaException {
        if (bits.flag() && bits.bits(8) == EXTENDED_ASPECT_RATIO) {
            bits.skip(32);
        }
        if (bits.flag()) { // overscan_info_present_flag
            bits.skip(1);
        }
        if (bits.flag()) { // video_signal_type_present_flag
            bits.skip(4);
            if (bits.flag()) {
                bits.skip(24);
            }
        }
        if (bits.flag()) { // chroma_loc_info_present_flag
            bits.unsignedGolomb();
            bits.unsignedGolomb();
        }
        bits.skip(3); // neutral chroma, field sequence, frame and field information
        if (bits.flag()) { // default_display_window_flag
            for (int i = 0; i < 4; i++) {
                bits.unsignedGolomb();
            }
        }
        if (!bits.flag()) {
            return OptionalDouble.empty();
        }
        long unitsInTick = bits.unsigned32();
        long timeScale = bits.unsigned32();
        return unitsInTick == 0 || timeScale == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) timeScale / unitsInTick);
    }
}
