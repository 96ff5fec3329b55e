package io.millrace.media.codec;

/**
 * Finds start codes 00 00 01 xx, which MPEG-1, MPEG-2 and MPEG-4 video streams are divided by
 * (ISO/IEC 13818-2, 5.2.1; 14496-2, 6.2.1).
 */
public final class StartCodes {
    /** Bytes of a start code. */
    public static final int SIZE = 4;

    private StartCodes() {}

    /** Index of the next whole start code at or after {@code from}, or {@code end}. */
    public static int next(byte[] data, int from, int end) {
        for (int i = from; i + SIZE <= end; i++) {
            if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) {
                return i;
            }
        }
        return end;
    }

    /** The value of the start code at {@code offset}. */
    public static int value(byte[] data, int offset) {
        return data[offset + 3] & 0xFF;
    }
}
