package io.millrace.packager.rewind;

import io.millrace.media.hls.SegmentName;
import io.millrace.stream.LogHistory;
import io.millrace.stream.PathName;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The indexes of all paths; the least recently used go when there is too much. Thread-safe. */
final class SegmentIndexes {
    private final Map<PathName, SegmentIndex> indexes = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();
    private final int maxSegments;

    SegmentIndexes(int maxSegments) {
        this.maxSegments = maxSegments;
    }

    /** The path's index, with nothing in it that the log has let go. */
    SegmentIndex of(PathName path, LogHistory history) {
        SegmentIndex index = of(path);
        index.used(uses.incrementAndGet());
        index.trim(history);
        while (size() > maxSegments) {
            indexes.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastUsed()))
                    .ifPresent(oldest -> indexes.remove(oldest.getKey(), oldest.getValue()));
        }
        return index;
    }

    SegmentIndex of(PathName path) {
        return indexes.computeIfAbsent(path, _ -> new SegmentIndex());
    }

    /** A segment, if it was looked for before. */
    Optional<PastSegment> find(PathName path, SegmentName name) {
        return Optional.ofNullable(indexes.get(path)).flatMap(index -> index.find(name));
    }

    int size() {
        return indexes.values().stream().mapToInt(SegmentIndex::size).sum();
    }
}
