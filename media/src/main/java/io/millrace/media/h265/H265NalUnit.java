package io.millrace.media.h265;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;

/** Reads the two header bytes of NAL units (H.265, 7.3.1.2) and names their types (table 7-1). */
public final class H265NalUnit {
    public static final int HEADER_SIZE = 2;

    public static final int VPS = 32;
    public static final int SPS = 33;
    public static final int PPS = 34;
    public static final int ACCESS_UNIT_DELIMITER = 35;
    public static final int END_OF_SEQUENCE = 36;
    public static final int END_OF_BITSTREAM = 37;
    public static final int FILLER = 38;
    public static final int PREFIX_SEI = 39;

    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 21;
    private static final int VCL_TYPES = 32;

    private H265NalUnit() {}

    /** nal_unit_type of a header's first byte. */
    public static int typeOf(int firstByte) {
        return firstByte >> 1 & 0x3F;
    }

    public static int type(NalUnit unit) {
        return typeOf(unit.unsignedByte(0));
    }

    /** Part of a picture. */
    public static boolean isPicture(int type) {
        return type < VCL_TYPES;
    }

    /** BLA, IDR or CRA: decoding can start here. */
    public static boolean isRandomAccess(int type) {
        return type >= FIRST_IRAP && type <= LAST_IRAP;
    }

    /** Whether a slice of a picture is its first: first_slice_segment_in_pic_flag (7.3.6.1). */
    public static boolean isFirstSlice(NalUnit slice) {
        return slice.size() > HEADER_SIZE && (slice.unsignedByte(HEADER_SIZE) & 0x80) != 0;
    }

    /**
     * Whether a NAL unit that follows a picture's slices begins the next access unit (7.4.2.4.4).
     */
    public static boolean beginsAccessUnit(NalUnit unit) {
        int type = type(unit);
        if (isPicture(type)) {
            return isFirstSlice(unit);
        }
        return (type >= VPS && type <= ACCESS_UNIT_DELIMITER)
                || type == PREFIX_SEI
                || (type >= 41 && type <= 44)
                || (type >= 48 && type <= 55);
    }

    /** What follows the header, without emulation prevention, at most {@code limit} bytes. */
    static byte[] rbsp(NalUnit unit, int limit) throws MalformedMediaException {
        if (unit.size() <= HEADER_SIZE) {
            throw new MalformedMediaException("H.265 NAL unit of " + unit.size() + " bytes");
        }
        return unit.rbsp(HEADER_SIZE, limit);
    }
}
