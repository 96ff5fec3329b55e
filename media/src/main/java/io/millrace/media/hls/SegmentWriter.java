package io.millrace.media.hls;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsMuxer;
import io.netty.buffer.ByteBuf;

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
        TsMuxer muxer = new TsMuxer(segment.runs().getFirst().tracks());
        boolean first = true;
        for (SegmentRun run : segment.runs()) {
            if (!first) {
                muxer.describe(run.tracks());
            }
            first = false;
            for (Unit unit : run.units()) {
                muxer.write(unit, out);
            }
        }
    }

    /** About how many bytes a segment has, to make room for it. */
    public static int estimatedBytes(Segment segment) {
        return Math.toIntExact(
                Math.min(Integer.MAX_VALUE, MasterPlaylist.transportBytesAtMost(segment)));
    }
}
