package io.millrace.media.hls;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.cmaf.TrackSegment;
import java.util.List;
import java.util.Optional;

/**
 * What a track takes, measured on segments: a function of them alone.
 *
 * @param picturesPerThousandSeconds units of the newest segment; 0 if it has none of the track
 */
public record TrackMeasure(Bandwidth bandwidth, long picturesPerThousandSeconds) {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Headers of a fragment, and of each sample in it, at most. */
    private static final int PART_OVERHEAD_BYTES = 128;

    private static final int SAMPLE_OVERHEAD_BYTES = 16;

    /** Bits a second of a track, or of several: of the largest segment, and of all. */
    public record Bandwidth(long peak, long average) {
        Bandwidth plus(Bandwidth other) {
            return new Bandwidth(peak + other.peak, average + other.average);
        }
    }

    /** Measures complete segments. */
    public static TrackMeasure of(List<CmafSegment> complete, Track track) {
        return new TrackMeasure(bandwidth(complete, track), rate(complete, track));
    }

    private static long rate(List<CmafSegment> complete, Track track) {
        Optional<TrackSegment> newest =
                complete.isEmpty() ? Optional.empty() : complete.getLast().track(track.id());
        long micros = newest.map(TrackMeasure::micros).orElse(0L);
        long pictures = newest.map(TrackSegment::size).orElse(0);
        return micros == 0 ? 0 : (pictures * 1000 * MICROS_PER_SECOND + micros / 2) / micros;
    }

    private static long micros(TrackSegment segment) {
        return Ticks.toMicros(segment.durationTicks(), segment.track().clockRate());
    }

    private static Bandwidth bandwidth(List<CmafSegment> complete, Track track) {
        long peak = 0;
        long allBytes = 0;
        long allMicros = 0;
        for (CmafSegment segment : complete) {
            Optional<TrackSegment> cut = segment.track(track.id());
            long micros = cut.map(TrackMeasure::micros).orElse(0L);
            if (micros > 0) {
                long bytes = bytes(cut.orElseThrow());
                peak = Math.max(peak, bitsPerSecond(bytes, micros));
                allBytes += bytes;
                allMicros += micros;
            }
        }
        return new Bandwidth(peak, allMicros == 0 ? 0 : bitsPerSecond(allBytes, allMicros));
    }

    private static long bytes(TrackSegment segment) {
        long bytes = (long) PART_OVERHEAD_BYTES * segment.parts().size();
        for (Unit unit : segment.units()) {
            bytes += unit.sizeBytes() + SAMPLE_OVERHEAD_BYTES;
        }
        return bytes;
    }

    private static long bitsPerSecond(long bytes, long micros) {
        return Math.ceilDiv(bytes * 8 * MICROS_PER_SECOND, micros);
    }
}
