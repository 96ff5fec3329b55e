package io.millrace.media;

/**
 * Key-length-value metadata (SMPTE ST 336; MISB ST 0601 and others). A unit is all KLV items of one
 * instant, one after the other. Ticks are 90 kHz.
 *
 * @param synchronous timed with the pictures (MISB ST 1402), else only in order
 */
public record KlvFormat(boolean synchronous) implements Format {

    @Override
    public String codec() {
        return "KLV";
    }

    @Override
    public MediaKind kind() {
        return MediaKind.DATA;
    }

    @Override
    public int clockRate() {
        return DATA_CLOCK_RATE;
    }
}
