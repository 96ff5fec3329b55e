package io.millrace.media.hls;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;

/** Units of a segment under one description. A segment has one run, or more where it changed. */
public record SegmentRun(List<Track> tracks, List<Unit> units) {
    public SegmentRun {
        tracks = List.copyOf(tracks);
        units = List.copyOf(units);
    }
}
