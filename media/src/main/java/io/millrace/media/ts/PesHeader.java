package io.millrace.media.ts;

/** Writes the headers of PES packets (ISO/IEC 13818-1, 2.4.3.6). */
final class PesHeader {
    static final int STREAM_ID_AUDIO = 0xC0;
    static final int STREAM_ID_VIDEO = 0xE0;
    static final int STREAM_ID_PRIVATE = 0xBD;
    static final int STREAM_ID_METADATA = 0xFC;

    private static final int FIXED_SIZE = 9;
    private static final int TIMESTAMP_SIZE = 5;
    private static final int MAX_LENGTH = 0xFFFF;

    private PesHeader() {}

    /**
     * A header whose payload is aligned with an access unit. The packet's length is said where it
     * fits in 16 bits, so that receivers need not wait for the next packet; else it is 0, which
     * only video may have.
     */
    static byte[] of(int streamId, long ptsTicks, long dtsTicks, int payloadSize) {
        boolean hasDts = dtsTicks != ptsTicks;
        int timestamps = hasDts ? 2 * TIMESTAMP_SIZE : TIMESTAMP_SIZE;
        byte[] header = new byte[FIXED_SIZE + timestamps];
        int length = FIXED_SIZE - 6 + timestamps + payloadSize;
        if (length > MAX_LENGTH) {
            length = 0;
        }
        header[2] = 1;
        header[3] = (byte) streamId;
        header[4] = (byte) (length >> 8);
        header[5] = (byte) length;
        header[6] = (byte) 0x84; // data_alignment_indicator
        header[7] = (byte) (hasDts ? 0xC0 : 0x80);
        header[8] = (byte) timestamps;
        putTimestamp(header, FIXED_SIZE, hasDts ? 3 : 2, ptsTicks);
        if (hasDts) {
            putTimestamp(header, FIXED_SIZE + TIMESTAMP_SIZE, 1, dtsTicks);
        }
        return header;
    }

    /** 33 bits in three parts, each with a marker bit after it. */
    static void putTimestamp(byte[] header, int at, int prefix, long ticks) {
        long value = ticks & TsConstants.TIMESTAMP_MASK;
        header[at] = (byte) (prefix << 4 | (value >> 29 & 0xE) | 1);
        header[at + 1] = (byte) (value >> 22);
        header[at + 2] = (byte) (value >> 14 | 1);
        header[at + 3] = (byte) (value >> 7);
        header[at + 4] = (byte) (value << 1 | 1);
    }
}
