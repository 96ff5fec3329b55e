package io.millrace.media;

/**
 * AV1 (AOMedia AV1 Bitstream & Decoding Process). Units are temporal units as samples of ISO-BMFF
 * (AV1 Codec ISO Media File Format Binding, 2.4): OBUs that all have a size field, no temporal
 * delimiters, padding or tile lists; random access units begin with the sequence header. Ticks are
 * 90 kHz.
 *
 * @param sequenceHeader the sequence header OBU, with header and size field
 */
public record Av1Format(Bytes sequenceHeader) implements Format {
    public Av1Format {
        if (sequenceHeader.size() < 3) {
            throw new IllegalArgumentException("AV1 format without sequence header");
        }
    }

    @Override
    public String codec() {
        return "AV1";
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
