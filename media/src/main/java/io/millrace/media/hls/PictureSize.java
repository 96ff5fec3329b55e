package io.millrace.media.hls;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import java.util.Optional;
import java.util.Set;

/** Width and height of the shown picture, in pixels. */
public record PictureSize(int width, int height) {
    private static final int MACROBLOCK = 16;
    private static final int MAX_MACROBLOCKS = 1024;
    private static final int MAX_SPS_BYTES = 4096;

    /** Values of profile_idc whose SPS says the chroma format (7.3.2.1.1). */
    private static final Set<Integer> WITH_CHROMA_FORMAT =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    /** Reads an H.264 SPS (7.3.2.1.1); empty if it is not readable so far. */
    static Optional<PictureSize> of(Bytes sps) {
        if (sps.size() < 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(new BitReader(NalUnit.of(sps).rbsp(MAX_SPS_BYTES))));
        } catch (MalformedMediaException _) {
            return Optional.empty(); // Players take the size from the stream; RESOLUTION is optional.
        }
    }

    private static PictureSize parse(BitReader bits) throws MalformedMediaException {
        int profile = bits.bits(8);
        bits.skip(16);
        bits.unsignedGolomb(31, "seq_parameter_set_id");
        int chromaFormat = WITH_CHROMA_FORMAT.contains(profile) ? chromaFormat(bits) : 1;
        bits.unsignedGolomb(12, "log2_max_frame_num_minus4");
        skipPictureOrder(bits);
        bits.unsignedGolomb();
        bits.skip(1);
        int widthUnits = bits.unsignedGolomb(MAX_MACROBLOCKS - 1, "pic_width_in_mbs_minus1") + 1;
        int heightUnits =
                bits.unsignedGolomb(MAX_MACROBLOCKS - 1, "pic_height_in_map_units_minus1") + 1;
        boolean frames = bits.flag();
        if (!frames) {
            bits.skip(1);
        }
        bits.skip(1);
        int fields = frames ? 1 : 2;
        int cropX = chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
        int cropY = (chromaFormat == 1 ? 2 : 1) * fields;
        return cropped(bits, widthUnits * MACROBLOCK, heightUnits * MACROBLOCK * fields, cropX, cropY);
    }

    private static PictureSize cropped(BitReader bits, int width, int height, int unitX, int unitY)
            throws MalformedMediaException {
        if (!bits.flag()) {
            return new PictureSize(width, height);
        }
        int left = bits.unsignedGolomb(width, "frame_crop_left_offset");
        int right = bits.unsignedGolomb(width, "frame_crop_right_offset");
        int top = bits.unsignedGolomb(height, "frame_crop_top_offset");
        int bottom = bits.unsignedGolomb(height, "frame_crop_bottom_offset");
        int shownWidth = width - (left + right) * unitX;
        int shownHeight = height - (top + bottom) * unitY;
        if (shownWidth <= 0 || shownHeight <= 0) {
            throw new MalformedMediaException("SPS crops the whole picture (H.264, 7.4.2.1.1)");
        }
        return new PictureSize(shownWidth, shownHeight);
    }

    /** Reads chroma_format_idc and passes over bit depths and scaling lists. */
    private static int chromaFormat(BitReader bits) throws MalformedMediaException {
        int chromaFormat = bits.unsignedGolomb(3, "chroma_format_idc");
        if (chromaFormat == 3) {
            bits.skip(1);
        }
        bits.unsignedGolomb(6, "bit_depth_luma_minus8");
        bits.unsignedGolomb(6, "bit_depth_chroma_minus8");
        bits.skip(1);
        if (bits.flag()) {
            int lists = chromaFormat == 3 ? 12 : 8;
            for (int i = 0; i < lists; i++) {
                if (bits.flag()) {
                    skipScalingList(bits, i < 6 ? 16 : 64);
                }
            }
        }
        return chromaFormat;
    }

    /** 7.3.2.1.1.1. */
    private static void skipScalingList(BitReader bits, int size) throws MalformedMediaException {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = (last + bits.signedGolomb()) & 0xFF;
            last = next == 0 ? last : next;
        }
    }

    private static void skipPictureOrder(BitReader bits) throws MalformedMediaException {
        int type = bits.unsignedGolomb(2, "pic_order_cnt_type");
        if (type == 0) {
            bits.unsignedGolomb(12, "log2_max_pic_order_cnt_lsb_minus4");
        } else if (type == 1) {
            bits.skip(1);
            bits.signedGolomb();
            bits.signedGolomb();
            int count = bits.unsignedGolomb(255, "num_ref_frames_in_pic_order_cnt_cycle");
            for (int i = 0; i < count; i++) {
                bits.signedGolomb();
            }
        }
    }
}
