package io.millrace.media;

/**
 * VP8 (RFC 6386). A unit is one frame. Ticks are 90 kHz.
 *
 * @param width pixels, of the last key frame
 * @param height likewise
 */
public record Vp8Format(int width, int height) implements Format {
    public Vp8Format {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("VP8 of " + width + "x" + height);
        }
    }

    @Override
    public String codec() {
        return "VP8";
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
