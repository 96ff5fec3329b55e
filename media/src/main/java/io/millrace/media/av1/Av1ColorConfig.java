package io.millrace.media.av1;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;

/**
 * color_config of a sequence header (AV1 Bitstream & Decoding Process Specification, 5.5.2).
 *
 * @param bitDepth 8, 10 or 12
 * @param halfWidth subsampling_x
 * @param halfHeight subsampling_y
 * @param samplePosition chroma_sample_position
 */
public record Av1ColorConfig(
        int bitDepth,
        boolean monochrome,
        boolean halfWidth,
        boolean halfHeight,
        int samplePosition) {
    private static final int UNSPECIFIED = 0x020202;

    /** BT.709 primaries, sRGB transfer, identity matrix. */
    private static final int SRGB = 0x010D00;

    static Av1ColorConfig read(BitReader bits, int profile) throws MalformedMediaException {
        boolean high = bits.flag();
        int depth = !high ? 8 : profile == 2 && bits.flag() ? 12 : 10;
        boolean monochrome = profile != 1 && bits.flag();
        int description = bits.flag() ? bits.bits(24) : UNSPECIFIED;
        if (monochrome) {
            bits.skip(1);
            return new Av1ColorConfig(depth, true, true, true, 0);
        }
        if (description == SRGB) {
            return new Av1ColorConfig(depth, false, false, false, 0);
        }
        bits.skip(1); // color_range
        boolean halfWidth = profile == 0 || (profile == 2 && (depth < 12 || bits.flag()));
        boolean halfHeight =
                profile == 0 || (profile == 2 && depth == 12 && halfWidth && bits.flag());
        int position = halfWidth && halfHeight ? bits.bits(2) : 0;
        return new Av1ColorConfig(depth, false, halfWidth, halfHeight, position);
    }
}
