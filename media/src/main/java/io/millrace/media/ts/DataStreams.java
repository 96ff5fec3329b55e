package io.millrace.media.ts;

/** What is known of the streams that have no parser here (table 2-34; ANSI/SCTE 35, 8.1). */
final class DataStreams {
    private DataStreams() {}

    /** Whether a stream_type is carried in sections, else in PES packets. */
    static boolean hasSections(int type) {
        return switch (type) {
            case 0x05,
                    0x08,
                    0x0A,
                    0x0B,
                    0x0C,
                    0x0D,
                    0x14,
                    0x16,
                    0x17,
                    0x18,
                    StreamTypes.SPLICE,
                    0xC0 ->
                    true;
            default -> false;
        };
    }
}
