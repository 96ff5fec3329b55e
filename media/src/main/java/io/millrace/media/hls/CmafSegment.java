package io.millrace.media.hls;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A segment as its tracks, complete or still growing. Immutable, a function of the log.
 *
 * @param isGap players must do without it
 * @param tracks those that CMAF carries and that have units in it; none in a gap
 * @param dateRanges lines of playlists that tell its splice messages
 */
public record CmafSegment(
        SegmentStart start,
        boolean isComplete,
        boolean isGap,
        List<TrackSegment> tracks,
        List<String> dateRanges) {
    public CmafSegment {
        dateRanges = List.copyOf(dateRanges);
        tracks = List.copyOf(tracks);
    }

    public static CmafSegment of(Segment segment, int partMillis) {
        List<Unit> units = new ArrayList<>();
        segment.runs().forEach(run -> units.addAll(run.units()));
        boolean isGap = segment.isGap() || segment.runs().size() > 1;
        return new CmafSegment(
                segment.start(),
                true,
                isGap,
                isGap
                        ? List.of()
                        : cut(segment.start(), units, true, segment.endMicros(), partMillis),
                SpliceDateRanges.of(segment.start(), units));
    }

    public static CmafSegment of(GrowingSegment segment, int partMillis) {
        return new CmafSegment(
                segment.start(),
                false,
                false,
                cut(segment.start(), segment.units(), false, 0, partMillis),
                SpliceDateRanges.of(segment.start(), segment.units()));
    }

    private static List<TrackSegment> cut(
            SegmentStart start,
            List<Unit> units,
            boolean isComplete,
            long endMicros,
            int partMillis) {
        List<TrackSegment> tracks = new ArrayList<>();
        for (Track track : carried(start.tracks())) {
            TrackSegment cut = TrackSegment.of(track, units, isComplete, endMicros, partMillis);
            if (!cut.isEmpty()) {
                tracks.add(cut);
            }
        }
        return tracks;
    }

    /** The tracks of a description that CMAF carries. */
    public static List<Track> carried(List<Track> described) {
        return CarriedTracks.of(Container.CMAF, described).carried();
    }

    /**
     * The newest description's tracks that CMAF carries, without those that have had no unit in any
     * of these segments: described, and never sent.
     */
    public static List<Track> played(List<CmafSegment> segments) {
        List<Track> described =
                segments.isEmpty() ? List.of() : carried(segments.getLast().start().tracks());
        return described.stream()
                .filter(track ->
                        segments.stream()
                                .anyMatch(segment -> segment.track(track.id()).isPresent()))
                .toList();
    }

    public SegmentName name() {
        return start.name();
    }

    public Optional<TrackSegment> track(int id) {
        return tracks.stream().filter(cut -> cut.track().id() == id).findFirst();
    }

    /** Complete parts of a track so far. */
    public int parts(int track) {
        return track(track).map(cut -> cut.parts().size()).orElse(0);
    }
}
