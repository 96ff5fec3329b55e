package io.millrace.media.hls;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.ts.TsMuxer;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes segments as MPEG-TS (RFC 8216, section 3.2). Every segment has a multiplex of its own,
 * with counters from 0: its bytes follow from its units alone.
 */
public final class SegmentWriter {
    private SegmentWriter() {}

    /**
     * Writes a segment that is not a gap. The target is borrowed. Data that breaks its
     * specification is left out: pictures and sound do not suffer from it.
     *
     * @return units of data that are left out
     * @throws MalformedMediaException if a track's description, or a unit of pictures or sound,
     *     breaks its specification
     */
    public static int write(Segment segment, ByteBuf out) throws MalformedMediaException {
        if (segment.isGap()) {
            throw new IllegalArgumentException("a gap has no bytes: " + segment.name());
        }
        TsMuxer muxer = new TsMuxer(carried(segment.runs().getFirst()));
        boolean first = true;
        int leftOut = 0;
        for (SegmentRun run : segment.runs()) {
            if (!first) {
                muxer.describe(carried(run));
            }
            first = false;
            leftOut += write(run, muxer, out);
        }
        return leftOut;
    }

    private static int write(SegmentRun run, TsMuxer muxer, ByteBuf out)
            throws MalformedMediaException {
        Map<Integer, MediaKind> carried =
                carried(run).stream().collect(Collectors.toMap(Track::id, Track::kind));
        int leftOut = 0;
        for (Unit unit : run.units()) {
            MediaKind kind = carried.get(unit.track());
            if (kind == MediaKind.DATA) {
                leftOut += writeData(unit, muxer, out) ? 0 : 1;
            } else if (kind != null) {
                muxer.write(unit, out);
            }
        }
        return leftOut;
    }

    /** The multiplex reads all of a unit before it writes any of it. */
    private static boolean writeData(Unit unit, TsMuxer muxer, ByteBuf out) {
        try {
            muxer.write(unit, out);
            return true;
        } catch (MalformedMediaException _) {
            return false;
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
