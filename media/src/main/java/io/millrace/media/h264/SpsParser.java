package io.millrace.media.h264;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.SequenceParameterSet.PictureOrderType;
import java.util.ArrayList;
import java.util.List;

/** Parses one sequence parameter set (H.264, 7.3.2.1.1). */
final class SpsParser {
    static final int BASELINE = 66;
    private static final int MAX_SPS_ID = 31;
    private static final int MAX_MACROBLOCKS = 1024;
    private static final int MACROBLOCK = 16;
    private static final int CHROMA_420 = 1;
    private static final int CHROMA_422 = 2;
    private static final int CHROMA_444 = 3;
    private static final int MAX_CYCLE = 255;

    private final BitReader bits;

    SpsParser(BitReader bits) {
        this.bits = bits;
    }

    SequenceParameterSet parse() throws MalformedMediaException {
        int profile = bits.bits(8);
        int constraints = bits.bits(8);
        int level = bits.bits(8);
        int id = bits.unsignedGolomb(MAX_SPS_ID, "seq_parameter_set_id");
        Chroma chroma = hasChroma(profile) ? chroma() : new Chroma(CHROMA_420, false);
        int frameNumBits = 4 + bits.unsignedGolomb(12, "log2_max_frame_num_minus4");
        PictureOrderType order = pictureOrder();
        int references = bits.unsignedGolomb(16, "max_num_ref_frames");
        bits.skip(1); // gaps_in_frame_num_value_allowed_flag
        Size size = size(chroma);
        Vui vui = bits.flag() ? Vui.parse(bits) : Vui.NONE;
        return new SequenceParameterSet(
                id,
                profile,
                constraints,
                level,
                size.width(),
                size.height(),
                vui.framesPerSecond(),
                vui.maxReorderFrames(),
                references,
                chroma.separatePlanes(),
                size.framesOnly(),
                frameNumBits,
                order);
    }

    private record Chroma(int format, boolean separatePlanes) {
        /** Luma samples of a cropping unit across (table 6-1 and 7.4.2.1.1). */
        int cropUnitWidth() {
            boolean halved = !separatePlanes && (format == CHROMA_420 || format == CHROMA_422);
            return halved ? 2 : 1;
        }

        int cropUnitHeight() {
            return !separatePlanes && format == CHROMA_420 ? 2 : 1;
        }
    }

    private record Size(int width, int height, boolean framesOnly) {}

    private static boolean hasChroma(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private Chroma chroma() throws MalformedMediaException {
        int format = bits.unsignedGolomb(CHROMA_444, "chroma_format_idc");
        boolean separatePlanes = format == CHROMA_444 && bits.flag();
        bits.unsignedGolomb(6, "bit_depth_luma_minus8");
        bits.unsignedGolomb(6, "bit_depth_chroma_minus8");
        bits.skip(1); // qpprime_y_zero_transform_bypass_flag
        if (bits.flag()) {
            int lists = format == CHROMA_444 ? 12 : 8;
            for (int list = 0; list < lists; list++) {
                if (bits.flag()) {
                    skipScalingList(list < 6 ? 16 : 64);
                }
            }
        }
        return new Chroma(format, separatePlanes);
    }

    /** scaling_list (7.3.2.1.1.1). */
    private void skipScalingList(int size) throws MalformedMediaException {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size; i++) {
            if (next != 0) {
                next = (last + bits.signedGolomb()) & 0xFF;
            }
            last = next == 0 ? last : next;
        }
    }

    private PictureOrderType pictureOrder() throws MalformedMediaException {
        return switch (bits.unsignedGolomb(2, "pic_order_cnt_type")) {
            case 0 ->
                    new PictureOrderType.LeastBits(
                            4 + bits.unsignedGolomb(12, "log2_max_pic_order_cnt_lsb_minus4"));
            case 1 -> cycle();
            default -> new PictureOrderType.DecodingOrder();
        };
    }

    private PictureOrderType cycle() throws MalformedMediaException {
        boolean alwaysZero = bits.flag();
        int nonReference = bits.signedGolomb();
        int topToBottom = bits.signedGolomb();
        int count = bits.unsignedGolomb(MAX_CYCLE, "num_ref_frames_in_pic_order_cnt_cycle");
        List<Integer> offsets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            offsets.add(bits.signedGolomb());
        }
        return new PictureOrderType.Cycle(alwaysZero, nonReference, topToBottom, offsets);
    }

    private Size size(Chroma chroma) throws MalformedMediaException {
        int columns = 1 + bits.unsignedGolomb(MAX_MACROBLOCKS - 1, "pic_width_in_mbs_minus1");
        int rows = 1 + bits.unsignedGolomb(MAX_MACROBLOCKS - 1, "pic_height_in_map_units_minus1");
        boolean framesOnly = bits.flag();
        if (!framesOnly) {
            bits.skip(1); // mb_adaptive_frame_field_flag
        }
        bits.skip(1); // direct_8x8_inference_flag
        int fields = framesOnly ? 1 : 2;
        long width = (long) columns * MACROBLOCK;
        long height = (long) rows * MACROBLOCK * fields;
        if (bits.flag()) {
            long across = (long) bits.unsignedGolomb() + bits.unsignedGolomb();
            long down = (long) bits.unsignedGolomb() + bits.unsignedGolomb();
            width -= across * chroma.cropUnitWidth();
            height -= down * chroma.cropUnitHeight() * fields;
        }
        if (width <= 0 || height <= 0) {
            throw new MalformedMediaException("SPS crops the whole picture (H.264, 7.4.2.1.1)");
        }
        return new Size((int) width, (int) height, framesOnly);
    }
}
