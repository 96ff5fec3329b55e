package io.millrace.media.hls;

import io.millrace.media.Unit;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the records of one path into segments. In: records in log order, from any entry point on.
 * Out: each complete segment, once the entry point after it or the end of its epoch is there. The
 * cuts are in the log: two assemblers that began at different records give equal segments from the
 * first one on that both saw whole.
 *
 * <p>A segment with more than the limit of payload bytes comes out as a gap. Not thread-safe.
 */
public final class SegmentAssembler {
    private final long maxSegmentBytes;
    private Optional<SegmentName> current = Optional.empty();
    private Optional<OpenSegment> open = Optional.empty();

    public SegmentAssembler(long maxSegmentBytes) {
        this.maxSegmentBytes = maxSegmentBytes;
    }

    /**
     * Takes a record that is an entry point.
     *
     * @return the segment that ended before it, if one did
     */
    public Optional<Segment> addEntryPoint(SegmentStart start, List<Unit> units) {
        if (current.equals(Optional.of(start.name()))) {
            open.ifPresent(segment -> segment.add(start.tracks(), units));
            return Optional.empty();
        }
        Optional<Segment> finished = open.map(segment -> segment.finish(start));
        boolean whole = current.isPresent() || start.beginsSegment();
        current = Optional.of(start.name());
        open = whole ? Optional.of(new OpenSegment(start, maxSegmentBytes)) : Optional.empty();
        open.ifPresent(segment -> segment.add(start.tracks(), units));
        return finished;
    }

    /** Takes a record that is no entry point; before the first one it is passed over. */
    public void add(List<Unit> units) {
        open.ifPresent(segment -> segment.add(units));
    }

    /** The epoch ended. Returns its last segment, if there is one. */
    public Optional<Segment> end() {
        Optional<Segment> finished = open.map(OpenSegment::finish);
        open = Optional.empty();
        return finished;
    }
}
