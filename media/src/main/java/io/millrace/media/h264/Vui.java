package io.millrace.media.h264;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Of the video usability information (H.264, annex E.1.1): timing and reordering. */
record Vui(OptionalDouble framesPerSecond, OptionalInt maxReorderFrames) {
    static final Vui NONE = new Vui(OptionalDouble.empty(), OptionalInt.empty());

    private static final int EXTENDED_SAR = 255;
    private static final int MAX_DPB_FRAMES = 16;
    private static final double MAX_FRAMES_PER_SECOND = 1000;

    /**
     * Some encoders cut the VUI off; the SPS is good without it, so a VUI that ends early tells
     * nothing.
     */
    static Vui parse(BitReader bits) {
        OptionalDouble framesPerSecond = OptionalDouble.empty();
        try {
            skipToTiming(bits);
            framesPerSecond = bits.flag() ? timing(bits) : OptionalDouble.empty();
            boolean nalHrd = bits.flag();
            if (nalHrd) {
                skipHrd(bits);
            }
            boolean vclHrd = bits.flag();
            if (vclHrd) {
                skipHrd(bits);
            }
            bits.skip(nalHrd || vclHrd ? 2 : 1); // low_delay_hrd_flag, pic_struct_present_flag
            return new Vui(framesPerSecond, restriction(bits));
        } catch (MalformedMediaException _) {
            return new Vui(framesPerSecond, OptionalInt.empty());
        }
    }

    private static void skipToTiming(BitReader bits) throws MalformedMediaException {
        if (bits.flag() && bits.bits(8) == EXTENDED_SAR) {
            bits.skip(32);
        }
        if (bits.flag()) {
            bits.skip(1); // overscan_appropriate_flag
        }
        if (bits.flag()) {
            bits.skip(3 + 1); // video_format, video_full_range_flag
            if (bits.flag()) {
                bits.skip(24); // colour description
            }
        }
        if (bits.flag()) {
            bits.unsignedGolomb(5, "chroma_sample_loc_type_top_field");
            bits.unsignedGolomb(5, "chroma_sample_loc_type_bottom_field");
        }
    }

    /** Time scale counts fields: two a frame (E.2.1). */
    private static OptionalDouble timing(BitReader bits) throws MalformedMediaException {
        long unitsInTick = bits.unsigned32();
        long timeScale = bits.unsigned32();
        bits.skip(1); // fixed_frame_rate_flag
        if (unitsInTick == 0 || timeScale == 0) {
            return OptionalDouble.empty();
        }
        double rate = timeScale / (2.0 * unitsInTick);
        return rate <= MAX_FRAMES_PER_SECOND ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    /** hrd_parameters (E.1.2). */
    private static void skipHrd(BitReader bits) throws MalformedMediaException {
        int schedules = 1 + bits.unsignedGolomb(31, "cpb_cnt_minus1");
        bits.skip(4 + 4);
        for (int i = 0; i < schedules; i++) {
            bits.unsignedGolomb();
            bits.unsignedGolomb();
            bits.skip(1);
        }
        bits.skip(4 * 5);
    }

    private static OptionalInt restriction(BitReader bits) throws MalformedMediaException {
        if (!bits.flag()) {
            return OptionalInt.empty();
        }
        bits.skip(1); // motion_vectors_over_pic_boundaries_flag
        for (int i = 0; i < 4; i++) {
            bits.unsignedGolomb(16, "bitstream_restriction");
        }
        int reorder = bits.unsignedGolomb(MAX_DPB_FRAMES, "max_num_reorder_frames");
        return OptionalInt.of(reorder);
    }
}
