package io.millrace.media.sdp;

import io.millrace.media.rtp.PayloadDescription;
import java.util.Map;
import java.util.Optional;

/** Payload types that need no rtpmap (RFC 3551, section 6). */
final class StaticPayloadTypes {
    static final int MPEG_AUDIO = 14;
    static final int MPEG_VIDEO = 32;

    private StaticPayloadTypes() {}

    static Optional<PayloadDescription> of(int type, Map<String, String> parameters) {
        return switch (type) {
            case 0 -> known(type, "PCMU", 8_000, 1, parameters);
            case 3 -> known(type, "GSM", 8_000, 1, parameters);
            case 4 -> known(type, "G723", 8_000, 1, parameters);
            case 5 -> known(type, "DVI4", 8_000, 1, parameters);
            case 6 -> known(type, "DVI4", 16_000, 1, parameters);
            case 7 -> known(type, "LPC", 8_000, 1, parameters);
            case 8 -> known(type, "PCMA", 8_000, 1, parameters);
            case 9 -> known(type, "G722", 8_000, 1, parameters);
            case 10 -> known(type, "L16", 44_100, 2, parameters);
            case 11 -> known(type, "L16", 44_100, 1, parameters);
            case 12 -> known(type, "QCELP", 8_000, 1, parameters);
            case 13 -> known(type, "CN", 8_000, 1, parameters);
            case MPEG_AUDIO -> known(type, "MPA", 90_000, 1, parameters);
            case 15 -> known(type, "G728", 8_000, 1, parameters);
            case 16 -> known(type, "DVI4", 11_025, 1, parameters);
            case 17 -> known(type, "DVI4", 22_050, 1, parameters);
            case 18 -> known(type, "G729", 8_000, 1, parameters);
            case 25 -> known(type, "CelB", 90_000, 1, parameters);
            case 26 -> known(type, "JPEG", 90_000, 1, parameters);
            case 28 -> known(type, "nv", 90_000, 1, parameters);
            case 31 -> known(type, "H261", 90_000, 1, parameters);
            case MPEG_VIDEO -> known(type, "MPV", 90_000, 1, parameters);
            case 33 -> known(type, "MP2T", 90_000, 1, parameters);
            case 34 -> known(type, "H263", 90_000, 1, parameters);
            default -> Optional.empty();
        };
    }

    private static Optional<PayloadDescription> known(
            int type, String name, int clockRate, int channels, Map<String, String> parameters) {
        return Optional.of(new PayloadDescription(type, name, clockRate, channels, parameters));
    }
}
