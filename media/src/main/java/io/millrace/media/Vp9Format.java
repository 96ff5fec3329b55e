package io.millrace.media;

/**
 * VP9 (VP9 Bitstream & Decoding Process Specification). A unit is one frame, or one superframe
 * (annex B) of frames that are shown together. Ticks are 90 kHz.
 *
 * @param profile 0 to 3
 * @param bitDepth 8, 10 or 12
 * @param chromaSubsampling as in vpcC: 0 and 1 are 4:2:0, 2 is 4:2:2, 3 is 4:4:4
 * @param width pixels, of the last key frame
 * @param height likewise
 */
public record Vp9Format(
        int profile, int bitDepth, int chromaSubsampling, boolean fullRange, int width, int height)
        implements Format {
    public Vp9Format {
        if (profile < 0 || profile > 3 || width <= 0 || height <= 0) {
            throw new IllegalArgumentException(
                    "VP9 of profile " + profile + ", " + width + "x" + height);
        }
    }

    @Override
    public String codec() {
        return "VP9";
    }

    @Override
    public MediaKind kind() {
        return MediaKind.VIDEO;
    }

    @Override
    public int clockRate() {
        return VIDEO_CLOCK_RATE;
    }
}
