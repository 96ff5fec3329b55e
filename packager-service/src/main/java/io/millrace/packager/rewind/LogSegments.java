package io.millrace.packager.rewind;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.hls.GrowingSegment;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentAssembler;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentStart;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.Mark;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a path's records into segments, in log order, from any entry point on: the one way in which
 * live and past segments are made. A segment ends where the next number begins, or with a
 * publication that ends in order, at its {@link Mark#END}. Not thread-safe.
 */
public final class LogSegments {
    private final SegmentAssembler assembler;

    public LogSegments(SegmentAssembler assembler) {
        this.assembler = assembler;
    }

    /** Takes the next record that an epoch fence admits; returns the segment that ended with it. */
    public Optional<Segment> add(StreamRecord record) {
        if (record.isEntryPoint()) {
            return assembler.addEntryPoint(startOf(record), record.units());
        }
        if (record.mark() == Mark.END) {
            return assembler.endEpoch();
        }
        assembler.add(record.units());
        return Optional.empty();
    }

    /** The segment that has not ended, as it is now. */
    public Optional<GrowingSegment> growing() {
        return assembler.growing();
    }

    /** The segment that an entry point begins or belongs to. */
    public static SegmentStart startOf(StreamRecord record) {
        EntryPoint entry =
                record.entryPoint()
                        .orElseThrow(() -> new IllegalArgumentException("no entry point"));
        RunningNumbers numbers = entry.numbers();
        Unit first = record.units().getFirst();
        int clockRate = clockRate(entry.tracks(), first.track());
        return new SegmentStart(
                new SegmentName(record.epoch(), numbers.segment()),
                numbers.discontinuity(),
                numbers.segmentStartMicros(),
                Ticks.toMicros(first.dtsTicks(), clockRate),
                numbers.wallClockAnchorMicros() + Ticks.toMicros(first.ptsTicks(), clockRate),
                entry.tracks());
    }

    private static int clockRate(List<Track> tracks, int id) {
        for (Track track : tracks) {
            if (track.id() == id) {
                return track.clockRate();
            }
        }
        throw new IllegalStateException("entry point of track " + id + ", which is not described");
    }
}
