package io.millrace.media.h264;

/** Values of nal_unit_type (H.264, table 7-1). */
public final class NalUnitType {
    public static final int SLICE = 1;
    public static final int SLICE_PARTITION_A = 2;
    public static final int IDR_SLICE = 5;
    public static final int SEI = 6;
    public static final int SPS = 7;
    public static final int PPS = 8;
    public static final int ACCESS_UNIT_DELIMITER = 9;
    public static final int END_OF_SEQUENCE = 10;
    public static final int END_OF_STREAM = 11;
    public static final int FILLER = 12;
    public static final int SPS_EXTENSION = 13;
    public static final int PREFIX = 14;
    public static final int SUBSET_SPS = 15;

    private NalUnitType() {}

    /** Whether such a NAL unit holds part of the primary coded picture. */
    public static boolean isPicture(int type) {
        return type >= SLICE && type <= IDR_SLICE;
    }
}
