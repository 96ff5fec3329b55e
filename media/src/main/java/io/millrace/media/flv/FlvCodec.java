package io.millrace.media.flv;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The codecs that we read from FLV and write to it, with their FourCC of enhanced RTMP 2. */
enum FlvCodec {
    AVC("avc1"),
    HEVC("hvc1"),
    AV1("av01"),
    VP9("vp09"),
    VP8("vp08"),
    AAC("mp4a"),
    OPUS("Opus"),
    MP3(".mp3"),
    AC3("ac-3"),
    EAC3("ec-3"),
    FLAC("fLaC"),
    /** SoundFormat 3; has no FourCC, and data begins with the sound header. */
    LPCM(""),
    /** SoundFormat 7; has no FourCC. */
    G711_A(""),
    /** SoundFormat 8; has no FourCC. */
    G711_MU("");

    private final String fourCc;

    FlvCodec(String fourCc) {
        this.fourCc = fourCc;
    }

    int fourCc() {
        byte[] ascii = fourCc.getBytes(StandardCharsets.US_ASCII);
        return ascii[0] << 24 | ascii[1] << 16 | ascii[2] << 8 | ascii[3];
    }

    /** The codec of a FourCC, as far as it is video or is not. */
    static Optional<FlvCodec> ofFourCc(int code, boolean video) {
        for (FlvCodec codec : values()) {
            if (!codec.fourCc.isEmpty() && codec.fourCc() == code && codec.isVideo() == video) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    boolean isVideo() {
        return switch (this) {
            case AVC, HEVC, AV1, VP9, VP8 -> true;
            case AAC, OPUS, MP3, AC3, EAC3, FLAC, LPCM, G711_A, G711_MU -> false;
        };
    }

    /** Whether coded frames tell by how much they are shown after they are decoded. */
    boolean hasCompositionTime() {
        return this == AVC || this == HEVC;
    }
}
