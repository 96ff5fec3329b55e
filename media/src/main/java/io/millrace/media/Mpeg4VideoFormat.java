package io.millrace.media;

/**
 * MPEG-4 part 2 video (ISO/IEC 14496-2). A unit is one VOP with its start code, and the group
 * header before it; no visual object sequence, visual object or layer headers: they are the
 * configuration. Ticks are 90 kHz.
 *
 * @param configuration all headers before the first VOP, with start codes (6.2.1)
 */
public record Mpeg4VideoFormat(Bytes configuration) implements Format {
    public Mpeg4VideoFormat {
        if (configuration.size() == 0) {
            throw new IllegalArgumentException("MPEG-4 video without configuration");
        }
    }

    @Override
    public String codec() {
        return "MPEG-4 video";
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
