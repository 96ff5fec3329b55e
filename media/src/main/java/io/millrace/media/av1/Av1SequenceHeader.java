package io.millrace.media.av1;

import io.millrace.media.Av1Format;
import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;

/**
 * What a sequence header tells (AV1 Bitstream & Decoding Process Specification, 5.5).
 *
 * @param profile seq_profile, 0 to 2
 * @param level seq_level_idx of the first operating point
 * @param highTier seq_tier of it
 * @param reducedStillPicture whether frames have no header of their own
 * @param width of the biggest frame, in pixels
 * @param height likewise
 */
public record Av1SequenceHeader(
        int profile,
        int level,
        boolean highTier,
        boolean reducedStillPicture,
        int width,
        int height,
        Av1ColorConfig color) {
    private static final int NO_TIER_BELOW = 8;
    private static final int SELECT = 2;

    /** The header of a format. */
    public static Av1SequenceHeader of(Av1Format format) throws MalformedMediaException {
        byte[] bytes = format.sequenceHeader().toByteArray();
        return parse(bytes, Obu.read(bytes, 0, bytes.length));
    }

    /** Parses the OBU that is there in {@code data}. */
    public static Av1SequenceHeader parse(byte[] data, Obu obu) throws MalformedMediaException {
        if (obu.type() != Obu.SEQUENCE_HEADER) {
            throw new MalformedMediaException("OBU type " + obu.type() + " is no sequence header");
        }
        BitReader bits = new BitReader(data, obu.payloadAt(), obu.payloadSize());
        int profile = bits.bits(3);
        if (profile > 2) {
            throw new MalformedMediaException("AV1 profile " + profile + " (6.4.1)");
        }
        bits.skip(1); // still_picture
        boolean reduced = bits.flag();
        OperatingPoint point =
                reduced ? new OperatingPoint(bits.bits(5), false) : operatingPoint(bits);
        int widthBits = bits.bits(4) + 1;
        int heightBits = bits.bits(4) + 1;
        int width = bits.bits(widthBits) + 1;
        int height = bits.bits(heightBits) + 1;
        skipTools(bits, reduced);
        return new Av1SequenceHeader(
                profile,
                point.level(),
                point.highTier(),
                reduced,
                width,
                height,
                Av1ColorConfig.read(bits, profile));
    }

    private record OperatingPoint(int level, boolean highTier) {}

    /** Reads up to the operating points; of several, the first one counts. */
    private static OperatingPoint operatingPoint(BitReader bits) throws MalformedMediaException {
        int delayBits = 0;
        if (bits.flag()) {
            bits.skip(64); // timing_info
            if (bits.flag()) {
                bits.unsignedGolomb(); // uvlc is coded alike
            }
            if (bits.flag()) {
                delayBits = bits.bits(5) + 1;
                bits.skip(42);
            }
        }
        boolean initialDelay = bits.flag();
        int points = bits.bits(5) + 1;
        OperatingPoint first = new OperatingPoint(0, false);
        for (int i = 0; i < points; i++) {
            bits.skip(12);
            int level = bits.bits(5);
            boolean tier = level >= NO_TIER_BELOW && bits.flag();
            if (i == 0) {
                first = new OperatingPoint(level, tier);
            }
            if (delayBits > 0 && bits.flag()) {
                bits.skip(2 * delayBits + 1);
            }
            if (initialDelay && bits.flag()) {
                bits.skip(4);
            }
        }
        return first;
    }

    /** From frame ids to loop filters. */
    private static void skipTools(BitReader bits, boolean reduced) throws MalformedMediaException {
        if (!reduced && bits.flag()) {
            bits.skip(7); // frame ids
        }
        bits.skip(3);
        if (!reduced) {
            bits.skip(4);
            boolean orderHint = bits.flag();
            bits.skip(orderHint ? 2 : 0);
            int screenContent = bits.flag() ? SELECT : bits.bits(1);
            if (screenContent > 0 && !bits.flag()) {
                bits.skip(1);
            }
            bits.skip(orderHint ? 3 : 0);
        }
        bits.skip(3);
    }
}
