package io.millrace.media;

/**
 * Motion JPEG (ISO/IEC 10918-1). A unit is one whole interchange image, SOI to EOI, with its
 * tables. Every picture tells its own size. Ticks are 90 kHz.
 */
public record JpegFormat() implements Format {

    @Override
    public String codec() {
        return "M-JPEG";
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
