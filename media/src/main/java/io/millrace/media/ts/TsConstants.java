package io.millrace.media.ts;

/** Numbers of ISO/IEC 13818-1 that several layers need. */
final class TsConstants {
    static final int PACKET_SIZE = 188;
    static final int HEADER_SIZE = 4;
    static final int SYNC_BYTE = 0x47;

    static final int PID_PAT = 0;
    static final int PID_NULL = 0x1FFF;

    /** PIDs below are for tables (table 2-3; ETSI EN 300 468, table 1, goes on up to 0x1F). */
    static final int PID_FIRST_FREE = 0x20;

    static final int TABLE_PAT = 0;
    static final int TABLE_PMT = 2;

    /** splice_info_section (ANSI/SCTE 35, 9.6). */
    static final int TABLE_SPLICE_INFO = 0xFC;

    static final int TIMESTAMP_BITS = 33;
    static final long TIMESTAMP_MASK = (1L << TIMESTAMP_BITS) - 1;
    static final int CLOCK_RATE = 90_000;

    /** Ticks of the system clock, 27 MHz, in one of 90 kHz (2.4.2.1). */
    static final int SYSTEM_TICKS = 300;

    private TsConstants() {}
}
