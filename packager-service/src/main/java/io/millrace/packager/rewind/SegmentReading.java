package io.millrace.packager.rewind;

import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentAssembler;
import io.millrace.stream.EpochFence;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import java.io.IOException;
import java.util.Optional;

/** Reads one segment's records out of the log, as one who followed it live would have cut them. */
final class SegmentReading {
    private final LogSegments segments;
    private final EpochFence fence = new EpochFence(0);
    private Optional<Found> found = Optional.empty();

    /** A segment with its media, and the record that it ended at. */
    record Found(Segment segment, LoggedRecord end) {}

    private SegmentReading(SegmentAssembler assembler) {
        this.segments = new LogSegments(assembler);
    }

    /** The segment whose first entry point stands at {@code offset}; empty if it still grows. */
    static Optional<Found> read(LogHistory history, long offset, SegmentAssembler assembler)
            throws IOException {
        SegmentReading reading = new SegmentReading(assembler);
        history.read(offset, history.end(), reading::take);
        return reading.found;
    }

    /** Whether more records are needed. */
    private boolean take(LoggedRecord logged) {
        if (fence.judge(logged.record()) == EpochFence.Verdict.ADMIT) {
            found = segments.add(logged.record()).map(segment -> new Found(segment, logged));
        }
        return found.isEmpty();
    }
}
