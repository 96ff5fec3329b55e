package io.millrace.packager.rewind;

import io.millrace.media.Track;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentSpan;
import io.millrace.media.hls.SegmentStart;
import io.millrace.stream.LogHistory;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Where the segments of one path begin and end that were looked for so far: some 300 bytes a
 * segment, whatever its media. All of it is in the log too. Thread-safe.
 */
final class SegmentIndex {
    private final ConcurrentSkipListMap<Long, PastSegment> byOffset = new ConcurrentSkipListMap<>();
    private final Map<SegmentName, PastSegment> byName = new ConcurrentHashMap<>();
    private final Map<SegmentName, Clips.Measured> measured = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<SegmentStart>> newest =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Oldest>> oldest =
            new AtomicReference<>(Optional.empty());
    private volatile long lastUsed;

    /** The first segment that begins behind where the log began. */
    private record Oldest(long logBegin, SegmentBegin segment) {}

    /** Takes a segment; returns it, sharing what its neighbours say too. */
    PastSegment add(PastSegment segment) {
        PastSegment shared = shared(segment);
        byOffset.put(shared.offset(), shared);
        byName.put(shared.name(), shared);
        return shared;
    }

    private PastSegment shared(PastSegment segment) {
        SegmentSpan span = segment.span();
        SegmentStart start = span.start();
        Optional<SegmentStart> before = newest.getAndSet(Optional.of(start));
        if (before.isEmpty() || !before.get().tracks().equals(start.tracks())) {
            return segment;
        }
        SegmentStart same =
                new SegmentStart(
                        start.name(),
                        start.discontinuity(),
                        start.segmentStartMicros(),
                        start.entryMicros(),
                        start.wallClockMicros(),
                        before.get().tracks());
        newest.set(Optional.of(same));
        return new PastSegment(
                segment.offset(),
                segment.endOffset(),
                segment.beginMillis(),
                segment.endMillis(),
                new SegmentSpan(same, span.durationMicros(), span.isGap()));
    }

    /** The segment in which the record at an offset stands. */
    Optional<PastSegment> containing(long offset) {
        return Optional.ofNullable(byOffset.floorEntry(offset))
                .map(Map.Entry::getValue)
                .filter(segment -> offset < segment.endOffset());
    }

    Optional<PastSegment> beginningAt(long offset) {
        return Optional.ofNullable(byOffset.get(offset));
    }

    Optional<PastSegment> find(SegmentName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What a segment measures in a clip, if it was measured before. */
    Optional<Clips.Measured> measured(SegmentName name) {
        return Optional.ofNullable(measured.get(name));
    }

    /** Remembers it, as long as the segment is known. */
    void measured(SegmentName name, Clips.Measured size) {
        if (byName.containsKey(name)) {
            measured.put(name, size);
        }
    }

    /** One segment of each description, as far as neighbours say the same. */
    Stream<SegmentStart> starts() {
        IdentityHashMap<List<Track>, SegmentStart> different = new IdentityHashMap<>();
        byOffset.values()
                .forEach(segment -> {
                    SegmentStart start = segment.span().start();
                    different.putIfAbsent(start.tracks(), start);
                });
        return different.values().stream();
    }

    /** Forgets what the log does not hold any more. */
    void trim(LogHistory history) {
        Map<Long, PastSegment> gone = byOffset.headMap(history.begin());
        gone.values()
                .forEach(segment -> {
                    byName.remove(segment.name(), segment);
                    measured.remove(segment.name());
                });
        gone.clear();
    }

    /** Where the log's oldest whole segment begins, as long as that is known to hold. */
    Optional<SegmentBegin> oldest(LogHistory history) {
        return oldest.get()
                .filter(known -> known.logBegin() <= history.begin())
                .map(Oldest::segment)
                .filter(segment -> segment.offset() >= history.begin());
    }

    void oldest(LogHistory history, SegmentBegin segment) {
        oldest.set(Optional.of(new Oldest(history.begin(), segment)));
    }

    int size() {
        return byOffset.size();
    }

    long lastUsed() {
        return lastUsed;
    }

    void used(long now) {
        lastUsed = now;
    }
}
