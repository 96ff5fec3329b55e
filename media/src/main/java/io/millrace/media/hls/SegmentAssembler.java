package io.millrace.media.hls;

import io.millrace.media.Unit;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the records of one path into segments. In: records in log order, from any entry point on.
 * Out: each complete segment, once the entry point with the next number is there. The cuts are in
 * the log: two assemblers that began at different records give equal segments from the first one on
 * that both saw whole. A segment may go on over a new epoch: its publisher was away for a moment.
 * After a longer absence the timeline jumps: a last picture that lasted as long would make the part
 * target and the target duration grow, and live players show it once more as long as they waited.
 *
 * <p>A segment with more than the limit of payload bytes comes out as a gap. Not thread-safe.
 */
public final class SegmentAssembler {
    /** The longest absence of the publisher that the picture before it fills. */
    private static final long LONGEST_BRIDGED_MICROS = 500_000;

    private final long maxSegmentBytes;
    private final long maxOutageMicros;
    private Optional<SegmentName> current = Optional.empty();
    private Optional<OpenSegment> open = Optional.empty();

    /**
     * Makes an assembler.
     *
     * @param maxOutageMicros longest pause in an epoch that counts to a segment's duration
     */
    public SegmentAssembler(long maxSegmentBytes, long maxOutageMicros) {
        this.maxSegmentBytes = maxSegmentBytes;
        this.maxOutageMicros = maxOutageMicros;
    }

    /**
     * Takes a record that is an entry point.
     *
     * @return the segment that ended before it, if one did
     */
    public Optional<Segment> addEntryPoint(SegmentStart start, List<Unit> units) {
        if (current.isPresent() && current.get().number() == start.name().number()) {
            open.ifPresent(segment -> segment.add(start.tracks(), units));
            return Optional.empty();
        }
        Optional<Segment> finished =
                open.map(segment -> segment.finish(start, bridgedMicros(start)));
        boolean whole = current.isPresent() || start.beginsSegment();
        current = Optional.of(start.name());
        open = whole ? Optional.of(new OpenSegment(start, maxSegmentBytes)) : Optional.empty();
        open.ifPresent(segment -> segment.add(start.tracks(), units));
        return finished;
    }

    private long bridgedMicros(SegmentStart next) {
        boolean sameEpoch = current.orElseThrow().epoch() == next.name().epoch();
        return sameEpoch ? maxOutageMicros : Math.min(maxOutageMicros, LONGEST_BRIDGED_MICROS);
    }

    /** Takes a record that is no entry point; before the first one it is passed over. */
    public void add(List<Unit> units) {
        open.ifPresent(segment -> segment.add(units));
    }

    /**
     * The publication has ended in order: no unit of its last segment follows.
     *
     * @return that segment, if it was seen whole
     */
    public Optional<Segment> endEpoch() {
        Optional<Segment> finished = open.map(OpenSegment::finish);
        open = Optional.empty();
        return finished;
    }

    /** The segment that is not complete yet, as it is now. */
    public Optional<GrowingSegment> growing() {
        return open.flatMap(OpenSegment::snapshot);
    }
}
