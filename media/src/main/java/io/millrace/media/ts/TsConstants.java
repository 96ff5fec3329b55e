package io.millrace.media.ts;

/** Numbers of ISO/IEC 13818-1 that several layers need. */
final class TsConstants {
    static final int PACKET_SIZE = 188;
    static final int HEADER_SIZE = 4;
    static final int SYNC_BYTE = 0x47;

    static final int PID_PAT = 0;
    static final int PID_NULL = 0x1FFF;

    static final int TABLE_PAT = 0;
    static final int TABLE_PMT = 2;

    /** Table 2-34. */
    static final int STREAM_TYPE_ADTS = 0x0F;

    static final int STREAM_TYPE_H264 = 0x1B;

    static final int TIMESTAMP_BITS = 33;
    static final long TIMESTAMP_MASK = (1L << TIMESTAMP_BITS) - 1;
    static final int CLOCK_RATE = 90_000;

    private TsConstants() {}
}
