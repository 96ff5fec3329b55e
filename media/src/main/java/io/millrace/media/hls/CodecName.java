package io.millrace.media.hls;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;

/** Codecs as the CODECS attribute names them (RFC 6381, sections 3.3 and 3.4). */
final class CodecName {
    private CodecName() {}

    static String of(Format format) {
        return switch (format) {
            case H264Format h264 -> ofH264(h264.sequenceParameterSets().getFirst());
            case AacFormat aac -> "mp4a.40." + audioObjectType(aac.audioSpecificConfig());
        };
    }

    /** {@code avc1.} and profile_idc, constraint flags and level_idc: the SPS's bytes 1 to 3. */
    private static String ofH264(Bytes sps) {
        if (sps.size() < 4) {
            return "avc1";
        }
        return "avc1.%02x%02x%02x"
                .formatted(sps.unsignedByte(1), sps.unsignedByte(2), sps.unsignedByte(3));
    }

    /** audioObjectType: 5 bits, or 31 and 6 bits more (ISO/IEC 14496-3, 1.6.2.1); LC if unknown. */
    private static int audioObjectType(Bytes config) {
        if (config.size() < 2) {
            return 2;
        }
        int type = config.unsignedByte(0) >> 3;
        if (type < 31) {
            return type;
        }
        return 32 + ((config.unsignedByte(0) & 7) << 3 | config.unsignedByte(1) >> 5);
    }
}
