package io.millrace.testkit;

/**
 * What ffmpeg's bitstream filters make of units before they are hashed, so that protocols that
 * frame the same unit differently give the same hash.
 *
 * @param video filters, as {@code -bsf:v} takes them
 * @param audio likewise
 * @param audioRequired whether a reader fails without audio
 */
public record NormalForm(String video, String audio, boolean audioRequired) {
    private static final String AS_IT_IS = "null";

    /** Annex B without parameter sets and access unit delimiters. */
    public static final String H264 = "h264_mp4toannexb,filter_units=remove_types=7-9";

    /** Likewise. */
    public static final String H265 = "hevc_mp4toannexb,filter_units=remove_types=32-35";

    /** H.264; {@code adts} tells whether AAC comes with headers, as in MPEG-TS. */
    static NormalForm h264AndAac(boolean adts) {
        return new NormalForm(H264, adts ? "aac_adtstoasc" : AS_IT_IS, true);
    }

    /** Of a codec whose units are the same everywhere; {@code video} filters pictures. */
    public static NormalForm ofVideo(String video) {
        return new NormalForm(video, AS_IT_IS, true);
    }

    /** Pictures and audio as they are. */
    public static NormalForm asItIs() {
        return ofVideo(AS_IT_IS);
    }

    /** The same of readers that may be given no audio. */
    public NormalForm withoutAudio() {
        return new NormalForm(video, audio, false);
    }
}
