package io.millrace.media.flv;

import java.nio.charset.StandardCharsets;

/** Names of the codecs that FLV and enhanced RTMP know, for people. */
final class FlvCodecs {
    static final int FOURCC_AVC1 = fourCc("avc1");
    static final int FOURCC_MP4A = fourCc("mp4a");

    private FlvCodecs() {}

    /** CodecID of video tags (E.4.3.1). */
    static String video(int id) {
        return switch (id) {
            case 2 -> "Sorenson H.263";
            case 3 -> "Screen video";
            case 4 -> "VP6";
            case 5 -> "VP6 with alpha";
            case 6 -> "Screen video 2";
            case 12 -> "HEVC (codec id 12)";
            case 13 -> "AV1 (codec id 13)";
            default -> "video codec id " + id;
        };
    }

    /** SoundFormat of audio tags (E.4.2.1). */
    static String audio(int format) {
        return switch (format) {
            case 0, 3 -> "PCM";
            case 1 -> "ADPCM";
            case 2, 14 -> "MP3";
            case 4, 5, 6 -> "Nellymoser";
            case 7 -> "G.711 A-law";
            case 8 -> "G.711 mu-law";
            case 11 -> "Speex";
            case 13 -> "Opus (sound format 13)";
            default -> "sound format " + format;
        };
    }

    /** The codec of an enhanced RTMP FourCC. */
    static String ofFourCc(int code) {
        String text = text(code);
        return switch (text) {
            case "hvc1" -> "HEVC (hvc1)";
            case "vvc1" -> "VVC (vvc1)";
            case "av01" -> "AV1 (av01)";
            case "vp08" -> "VP8 (vp08)";
            case "vp09" -> "VP9 (vp09)";
            case "Opus" -> "Opus (Opus)";
            case "fLaC" -> "FLAC (fLaC)";
            case "ac-3" -> "AC-3 (ac-3)";
            case "ec-3" -> "E-AC-3 (ec-3)";
            case ".mp3" -> "MP3 (.mp3)";
            default -> "FourCC '" + text + "'";
        };
    }

    private static int fourCc(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return ascii[0] << 24 | ascii[1] << 16 | ascii[2] << 8 | ascii[3];
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
