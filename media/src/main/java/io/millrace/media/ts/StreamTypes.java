package io.millrace.media.ts;

/** Values of stream_type (ISO/IEC 13818-1, table 2-34; ATSC A/52, A.3; ANSI/SCTE 35, 8.1). */
final class StreamTypes {
    static final int MPEG1_VIDEO = 0x01;
    static final int MPEG2_VIDEO = 0x02;
    static final int MPEG1_AUDIO = 0x03;
    static final int MPEG2_AUDIO = 0x04;
    static final int PRIVATE_PES = 0x06;
    static final int AAC_ADTS = 0x0F;
    static final int MPEG4_VIDEO = 0x10;
    static final int AAC_LATM = 0x11;
    static final int METADATA_PES = 0x15;
    static final int H264 = 0x1B;
    static final int H265 = 0x24;
    static final int AC3 = 0x81;
    static final int SPLICE = 0x86;
    static final int ENHANCED_AC3 = 0x87;

    private StreamTypes() {}

    /** For people. */
    static String name(int type) {
        return switch (type) {
            case MPEG1_VIDEO, MPEG2_VIDEO -> "MPEG-2 video";
            case MPEG1_AUDIO, MPEG2_AUDIO -> "MPEG audio";
            case 0x05 -> "private sections";
            case PRIVATE_PES -> "private data";
            case AAC_ADTS -> "AAC";
            case MPEG4_VIDEO -> "MPEG-4 video";
            case AAC_LATM -> "AAC in LATM";
            case METADATA_PES -> "metadata";
            case H264 -> "H264";
            case H265 -> "H265";
            case 0x33 -> "H266";
            case AC3 -> "AC-3";
            case SPLICE -> "SCTE-35";
            case ENHANCED_AC3 -> "E-AC-3";
            default -> "stream type 0x%02X".formatted(type);
        };
    }
}
