package io.millrace.packager.rewind;

import io.millrace.media.hls.SegmentAssembler;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentSpan;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds segments in a path's log by its entry points: every record says how far back its own
 * stands, and every entry point bears the number of its segment, so that a place in hours of media
 * is found with a few single records. Where an epoch or a segment ends in another way than by the
 * next number, that one segment is read whole. Blocks; for one look.
 */
final class SegmentSearch {
    /** A place is found, or given up, within so many single records. */
    private static final int MAX_PROBES = 48;

    /** Records without an entry point behind them, of which a new epoch has a few. */
    private static final int MAX_ORPHANS = 4_096;

    private final LogHistory history;
    private final Supplier<SegmentAssembler> assemblers;
    private final long maxOutageMicros;

    SegmentSearch(LogHistory history, Supplier<SegmentAssembler> assemblers, long maxOutageMicros) {
        this.history = history;
        this.assemblers = assemblers;
        this.maxOutageMicros = maxOutageMicros;
    }

    /** The oldest segment that the log holds from its beginning on. */
    Optional<SegmentBegin> oldest() throws IOException {
        return atOrBehind(history.begin());
    }

    /** The segment in which the record at {@code offset} stands; else the one that begins next. */
    Optional<SegmentBegin> containing(long offset) throws IOException {
        Optional<SegmentBegin> entry = entryOf(offset);
        for (int back = 0; entry.isPresent() && back < MAX_ORPHANS; back++) {
            if (entry.get().start().beginsSegment()) {
                return entry;
            }
            SegmentBegin current = entry.get();
            entry =
                    current.offset() > history.begin()
                            ? entryOf(current.offset() - 1)
                                    .filter(one -> one.offset() < current.offset())
                                    .filter(one -> one.number() == current.number())
                            : Optional.empty();
        }
        return atOrBehind(offset);
    }

    /** The first segment that begins at or behind an offset. */
    Optional<SegmentBegin> atOrBehind(long offset) throws IOException {
        Optional<SegmentBegin> direct = entryOf(offset).filter(one -> one.offset() == offset);
        if (direct.filter(one -> one.start().beginsSegment()).isPresent()) {
            return direct;
        }
        List<SegmentBegin> found = new ArrayList<>(1);
        history.read(
                offset,
                history.end(),
                logged -> {
                    if (logged.record().isEntryPoint()
                            && LogSegments.startOf(logged.record()).beginsSegment()) {
                        found.add(begin(logged));
                    }
                    return found.isEmpty();
                });
        return found.stream().findFirst();
    }

    private static SegmentBegin begin(LoggedRecord logged) {
        return new SegmentBegin(
                logged.offset(), logged.timestampMillis(), LogSegments.startOf(logged.record()));
    }

    /** The entry point that the record at {@code offset} follows, or is. */
    private Optional<SegmentBegin> entryOf(long offset) throws IOException {
        Optional<LoggedRecord> at = history.record(offset);
        if (at.isEmpty() || at.get().record().isEntryPoint()) {
            return at.map(SegmentSearch::begin);
        }
        StreamRecord record = at.get().record();
        long entryOffset = at.get().offset() - record.entryDistance();
        return entryOffset < history.begin()
                ? Optional.empty()
                : history.record(entryOffset)
                        .filter(logged -> logged.offset() == entryOffset)
                        .filter(logged -> logged.record().isEntryPoint())
                        .filter(logged -> logged.record().epoch() == record.epoch())
                        .map(SegmentSearch::begin);
    }

    /**
     * The segment that begins there; empty if it still grows.
     *
     * @param stride how many records it probably has
     */
    Optional<PastSegment> complete(SegmentBegin begin, long stride) throws IOException {
        Optional<SegmentBegin> next = next(begin, stride);
        if (next.isPresent()) {
            return Optional.of(upTo(begin, next.get()));
        }
        if (grows(begin)) {
            return Optional.empty();
        }
        return SegmentReading.read(history, begin.offset(), assemblers.get())
                .map(found ->
                        new PastSegment(
                                begin.offset(),
                                found.end().offset(),
                                begin.millis(),
                                found.end().timestampMillis(),
                                new SegmentSpan(
                                        begin.start(),
                                        found.segment().durationMicros(),
                                        found.segment().isGap())));
    }

    private static PastSegment upTo(SegmentBegin begin, SegmentBegin next) {
        long duration = next.start().segmentStartMicros() - begin.start().segmentStartMicros();
        return new PastSegment(
                begin.offset(),
                next.offset(),
                begin.millis(),
                next.millis(),
                new SegmentSpan(begin.start(), duration, false));
    }

    /** The next segment, if its entry points alone tell that it goes on from this one. */
    private Optional<SegmentBegin> next(SegmentBegin begin, long stride) throws IOException {
        long end = history.end();
        long low = begin.offset();
        long high = end;
        long step = Math.max(stride, 1);
        for (int probe = 0; probe < MAX_PROBES && low + 1 < high; probe++) {
            long at = high < end ? (low + high) / 2 : Math.min(low + step, high - 1);
            Optional<SegmentBegin> entry = entryOf(at).filter(one -> one.epoch() == begin.epoch());
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            SegmentBegin found = entry.get();
            if (found.number() == begin.number() + 1 && found.start().beginsSegment()) {
                return entry.filter(one -> goesOn(begin, one));
            }
            if (found.number() > begin.number()) {
                high = found.offset();
            } else {
                low = at;
                step = probe == 0 ? Math.max(step / 4, 1) : 2 * step;
            }
        }
        return Optional.empty();
    }

    /** Whether the newest record is of that segment, so that it has not ended. */
    private boolean grows(SegmentBegin begin) throws IOException {
        Optional<LoggedRecord> newest = history.record(history.end() - 1);
        return newest.filter(logged -> logged.record().mark() != Mark.END).isPresent()
                && entryOf(history.end() - 1)
                        .filter(entry -> entry.start().name().equals(begin.start().name()))
                        .isPresent();
    }

    private boolean goesOn(SegmentBegin begin, SegmentBegin next) {
        long duration = next.start().segmentStartMicros() - begin.start().segmentStartMicros();
        return duration > 0 && duration <= maxOutageMicros;
    }

    /** The segment of that name; empty if the log does not hold its beginning. */
    Optional<SegmentBegin> find(SegmentName name) throws IOException {
        long low = history.begin();
        long high = history.end();
        while (low < high) {
            long middle = (low + high) / 2;
            Optional<SegmentBegin> entry = entryAround(middle, high);
            if (entry.isPresent() && entry.get().start().name().equals(name)) {
                return containing(entry.get().offset())
                        .filter(begin -> begin.start().name().equals(name));
            }
            if (entry.isEmpty() || isBehind(entry.get(), name)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Optional.empty();
    }

    /** The first entry point behind {@code offset} whose path has had more discontinuities. */
    Optional<SegmentBegin> behindDiscontinuity(long offset, long discontinuity) throws IOException {
        long low = offset;
        long high = history.end();
        Optional<SegmentBegin> best = Optional.empty();
        while (low < high) {
            long middle = (low + high) / 2;
            Optional<SegmentBegin> entry = entryAround(middle, high);
            if (entry.isPresent() && entry.get().start().discontinuity() <= discontinuity) {
                low = middle + 1;
            } else {
                best = entry.isPresent() ? entry : best;
                high = middle;
            }
        }
        return best;
    }

    private static boolean isBehind(SegmentBegin entry, SegmentName name) {
        return entry.number() > name.number()
                || (entry.number() == name.number() && entry.epoch() > name.epoch());
    }

    /** The entry point of the record at an offset; of the first behind it that has one. */
    private Optional<SegmentBegin> entryAround(long offset, long end) throws IOException {
        Optional<SegmentBegin> entry = entryOf(offset);
        long at = offset;
        for (int tries = 0; entry.isEmpty() && at + 1 < end && tries < MAX_PROBES; tries++) {
            at++;
            entry = entryOf(at);
        }
        return entry;
    }
}
