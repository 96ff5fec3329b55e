package io.millrace.testkit;

import java.util.List;

/**
 * What ffmpeg's bitstream filters make of units before they are hashed, so that protocols that
 * frame the same unit differently give the same hash.
 *
 * @param video filters, as {@code -bsf:v} takes them
 * @param audio likewise
 * @param audioRequired whether a reader fails without audio
 * @param decoded whether pictures are decoded before they are hashed, and audio is left out
 */
public record NormalForm(String video, String audio, boolean audioRequired, boolean decoded) {
    private static final String AS_IT_IS = "null";

    /** Annex B without parameter sets and access unit delimiters. */
    public static final String H264 = "h264_mp4toannexb,filter_units=remove_types=7-9";

    /** Likewise. */
    public static final String H265 = "hevc_mp4toannexb,filter_units=remove_types=32-35";

    /** H.264; {@code adts} tells whether AAC comes with headers, as in MPEG-TS. */
    static NormalForm h264AndAac(boolean adts) {
        return new NormalForm(H264, adts ? "aac_adtstoasc" : AS_IT_IS, true, false);
    }

    /** Of a codec whose units are the same everywhere; {@code video} filters pictures. */
    public static NormalForm ofVideo(String video) {
        return new NormalForm(video, AS_IT_IS, true, false);
    }

    /** Decoded pictures alone, of codecs whose headers a protocol writes anew. */
    public static NormalForm decodedPictures() {
        return new NormalForm(AS_IT_IS, AS_IT_IS, false, true);
    }

    /** Pictures and audio as they are. */
    public static NormalForm asItIs() {
        return ofVideo(AS_IT_IS);
    }

    /** What ffmpeg is told. */
    List<String> arguments() {
        if (decoded) {
            return List.of("-map", "0:v:0", "-c:v", "rawvideo", "-fps_mode", "passthrough");
        }
        String sound = audioRequired ? "0:a:0" : "0:a:0?";
        return List.of(
                "-map", "0:v:0", "-map", sound, "-c", "copy", "-bsf:v", video, "-bsf:a", audio);
    }

    /** The same of readers that may be given no audio. */
    public NormalForm withoutAudio() {
        return new NormalForm(video, audio, false, decoded);
    }
}
