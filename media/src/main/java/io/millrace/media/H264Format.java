package io.millrace.media;

import java.util.List;

/**
 * H.264 (ITU-T H.264 | ISO/IEC 14496-10). Units are access units: NAL units with 4-byte length
 * prefixes, no access unit delimiter, no parameter sets.
 *
 * @param sequenceParameterSets SPS NAL units, header byte included, without start codes; at least 1
 * @param pictureParameterSets PPS NAL units, likewise; at least 1
 */
public record H264Format(List<Bytes> sequenceParameterSets, List<Bytes> pictureParameterSets)
        implements Format {
    /** Ticks a second of every H.264 track (RFC 6184, section 8.2.1). */
    public static final int CLOCK_RATE = 90_000;

    public H264Format {
        sequenceParameterSets = List.copyOf(sequenceParameterSets);
        pictureParameterSets = List.copyOf(pictureParameterSets);
        if (sequenceParameterSets.isEmpty() || pictureParameterSets.isEmpty()) {
            throw new IllegalArgumentException("H264 format without SPS or PPS");
        }
    }

    @Override
    public String codec() {
        return "H264";
    }

    @Override
    public MediaKind kind() {
        return MediaKind.VIDEO;
    }

    @Override
    public int clockRate() {
        return CLOCK_RATE;
    }
}
