package io.millrace.media;

import java.util.List;

/**
 * H.265 (ITU-T H.265 | ISO/IEC 23008-2). Units are access units: NAL units with 4-byte length
 * prefixes, no access unit delimiter, no parameter sets. Ticks are 90 kHz.
 *
 * @param videoParameterSets VPS NAL units, both header bytes included; may be empty, for some
 *     cameras send none
 * @param sequenceParameterSets SPS NAL units, likewise; at least 1
 * @param pictureParameterSets PPS NAL units, likewise; at least 1
 */
public record H265Format(
        List<Bytes> videoParameterSets,
        List<Bytes> sequenceParameterSets,
        List<Bytes> pictureParameterSets)
        implements Format {
    public H265Format {
        videoParameterSets = List.copyOf(videoParameterSets);
        sequenceParameterSets = List.copyOf(sequenceParameterSets);
        pictureParameterSets = List.copyOf(pictureParameterSets);
        if (sequenceParameterSets.isEmpty() || pictureParameterSets.isEmpty()) {
            throw new IllegalArgumentException("H265 format without SPS or PPS");
        }
    }

    @Override
    public String codec() {
        return "H265";
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
