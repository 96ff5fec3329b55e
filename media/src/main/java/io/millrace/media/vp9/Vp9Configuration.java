package io.millrace.media.vp9;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.netty.buffer.ByteBuf;

/**
 * What descriptions say of VP9 and VP8 (VP Codec ISO Media File Format Binding): the content of the
 * box vpcC, and the name in CODECS.
 */
public final class Vp9Configuration {
    private static final int VERSION_1 = 0x0100_0000;
    private static final int UNSPECIFIED = 2;
    private static final int CHROMA_420 = 1;

    /** Pictures a second that levels are reckoned with: frames do not tell. */
    private static final long FRAMES_PER_SECOND = 30;

    /** Level, picture size and sample rate (VP9 levels, 2). */
    private static final long[][] LEVELS = {
        {10, 36_864, 829_440},
        {11, 73_728, 2_764_800},
        {20, 122_880, 4_608_000},
        {21, 245_760, 9_216_000},
        {30, 552_960, 20_736_000},
        {31, 983_040, 36_864_000},
        {40, 2_228_224, 83_558_400},
        {41, 2_228_224, 160_432_128},
        {50, 8_912_896, 311_951_360},
        {51, 8_912_896, 588_251_136},
        {60, 35_651_584, 1_176_502_272},
        {61, 35_651_584, 2_353_004_544L}
    };

    private static final int MAX_PROFILE = 3;
    private static final int HIGHEST_LEVEL = 62;

    private Vp9Configuration() {}

    /** Writes version, flags and record of vpcC; also the sequence header of enhanced RTMP. */
    public static void write(Vp9Format format, ByteBuf out) {
        int shape = format.bitDepth() << 4 | format.chromaSubsampling() << 1;
        record(format.profile(), level(format), shape | (format.fullRange() ? 1 : 0), out);
    }

    /**
     * Reads a record, without version and flags.
     *
     * @throws MalformedMediaException if it is cut off, or no VP9 is so
     */
    public static Vp9Format read(ByteBuf in, int width, int height) throws MalformedMediaException {
        if (in.readableBytes() < 3) {
            throw new MalformedMediaException("vpcC of " + in.readableBytes() + " bytes");
        }
        int profile = in.readUnsignedByte();
        in.skipBytes(1); // level
        int shape = in.readUnsignedByte();
        if (profile > MAX_PROFILE || width == 0 || height == 0) {
            throw new MalformedMediaException(
                    "VP9 of profile %d, %dx%d".formatted(profile, width, height));
        }
        return new Vp9Format(profile, shape >> 4, shape >> 1 & 7, (shape & 1) != 0, width, height);
    }

    /** Likewise of VP8, which has no levels. */
    public static void write(Vp8Format format, ByteBuf out) {
        record(0, 0, 8 << 4 | CHROMA_420 << 1, out);
    }

    private static void record(int profile, int level, int shape, ByteBuf out) {
        out.writeInt(VERSION_1);
        out.writeByte(profile);
        out.writeByte(level);
        out.writeByte(shape);
        out.writeByte(UNSPECIFIED); // colour primaries
        out.writeByte(UNSPECIFIED); // transfer
        out.writeByte(UNSPECIFIED); // matrix
        out.writeShort(0); // no initialization data
    }

    /** {@code vp09.}, profile, level and bit depth; what follows only where it is unusual. */
    public static String codecName(Vp9Format format) {
        String name =
                "vp09.%02d.%02d.%02d".formatted(format.profile(), level(format), format.bitDepth());
        boolean usual = format.chromaSubsampling() <= CHROMA_420 && !format.fullRange();
        return usual
                ? name
                : name
                        + ".%02d.01.01.01.%02d"
                                .formatted(format.chromaSubsampling(), format.fullRange() ? 1 : 0);
    }

    static int level(Vp9Format format) {
        long pixels = (long) format.width() * format.height();
        for (long[] level : LEVELS) {
            if (pixels <= level[1] && pixels * FRAMES_PER_SECOND <= level[2]) {
                return (int) level[0];
            }
        }
        return HIGHEST_LEVEL;
    }
}
