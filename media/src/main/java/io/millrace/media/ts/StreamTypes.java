package io.millrace.media.ts;

/** Names of stream_type values (ISO/IEC 13818-1, table 2-34; ATSC A/53), for people. */
final class StreamTypes {
    private StreamTypes() {}

    static String name(int type) {
        return switch (type) {
            case 0x01, 0x02 -> "MPEG-2 video";
            case 0x03, 0x04 -> "MPEG audio";
            case 0x05 -> "private sections";
            case 0x06 -> "private data";
            case TsConstants.STREAM_TYPE_ADTS -> "AAC";
            case 0x10 -> "MPEG-4 video";
            case 0x11 -> "AAC in LATM";
            case 0x15 -> "metadata";
            case TsConstants.STREAM_TYPE_H264 -> "H264";
            case 0x24 -> "H265";
            case 0x33 -> "H266";
            case 0x81 -> "AC-3";
            case 0x86 -> "SCTE-35";
            case 0x87 -> "E-AC-3";
            default -> "stream type 0x%02X".formatted(type);
        };
    }
}
