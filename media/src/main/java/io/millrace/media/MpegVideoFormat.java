package io.millrace.media;

/**
 * MPEG-1 video (ISO/IEC 11172-2) and MPEG-2 video (ISO/IEC 13818-2). A unit is one coded picture
 * with its start codes; the sequence header, extensions and group header that stand before it are
 * its first bytes. Ticks are 90 kHz.
 *
 * @param version 1 or 2
 * @param sequenceHeader from its start code up to the first group or picture, extensions included
 */
public record MpegVideoFormat(int version, Bytes sequenceHeader) implements Format {
    public MpegVideoFormat {
        if (version < 1 || version > 2) {
            throw new IllegalArgumentException("MPEG-" + version + " video");
        }
    }

    @Override
    public String codec() {
        return "MPEG-" + version + " video";
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
