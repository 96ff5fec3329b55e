package io.millrace.media.flv;

/** Names of the codecs that FLV and enhanced RTMP know and we do not read, for people. */
final class FlvCodecs {
    private FlvCodecs() {}

    /** CodecID of video tags (E.4.3.1). */
    static String video(int id) {
        return switch (id) {
            case 2 -> "Sorenson H.263";
            case 3 -> "Screen video";
            case 4 -> "VP6";
            case 5 -> "VP6 with alpha";
            case 6 -> "Screen video 2";
            case 13 -> "AV1 (codec id 13)";
            default -> "video codec id " + id;
        };
    }

    /** SoundFormat of audio tags (E.4.2.1). */
    static String audio(int format) {
        return switch (format) {
            case 0 -> "PCM in unknown byte order";
            case 1 -> "ADPCM";
            case 4, 5, 6 -> "Nellymoser";
            case 11 -> "Speex";
            default -> "sound format " + format;
        };
    }

    /** The codec of an enhanced RTMP FourCC. */
    static String ofFourCc(int code) {
        String text = text(code);
        return switch (text) {
            case "vvc1" -> "VVC (vvc1)";
            default -> "FourCC '" + text + "'";
        };
    }

    /** The four characters; bytes that are no printable ASCII as {@code ?}. */
    private static String text(int code) {
        StringBuilder text = new StringBuilder(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            int value = code >>> shift & 0xFF;
            text.append(value >= 0x20 && value < 0x7F ? (char) value : '?');
        }
        return text.toString();
    }
}
