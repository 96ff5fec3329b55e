package io.millrace.media.hls;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.ts.TsMuxer;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes segments as MPEG-TS (RFC 8216, section 3.2). Every segment has a multiplex of its own,
 * with counters from 0: its bytes follow from its units alone.
 */
public final class SegmentWriter {
    private SegmentWriter() {}

    /**
     * Writes a segment that is not a gap. The target is borrowed.
     *
     * @throws MalformedMediaException if a track's description, or a unit, breaks its specification
     */
    public static void write(Segment segment, ByteBuf out) throws MalformedMediaException {
        if (segment.isGap()) {
            throw new IllegalArgumentException("a gap has no bytes: " + segment.name());
        }
        TsMuxer muxer = new TsMuxer(carried(segment.runs().getFirst()));
        boolean first = true;
        for (SegmentRun run : segment.runs()) {
            if (!first) {
                muxer.describe(carried(run));
            }
            first = false;
            Set<Integer> carried = carried(run).stream().map(Track::id).collect(Collectors.toSet());
            for (Unit unit : run.units()) {
                if (carried.contains(unit.track())) {
                    muxer.write(unit, out);
                }
            }
        }
    }

    private static List<Track> carried(SegmentRun run) throws MalformedMediaException {
        CarriedTracks tracks = CarriedTracks.of(Container.HLS_TS, run.tracks());
        if (tracks.carried().isEmpty()) {
            throw new MalformedMediaException(tracks.refusal("segment"));
        }
        return tracks.carried();
    }

    /** About how many bytes a segment has, to make room for it. */
    public static int estimatedBytes(Segment segment) {
        return Math.toIntExact(
                Math.min(Integer.MAX_VALUE, MasterPlaylist.transportBytesAtMost(segment)));
    }
}
