package io.millrace.packager.rewind;

import io.millrace.stream.LogHistory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Goes through a path's segments, along what is known of them, else by search. For one look. */
final class PastWalk {
    private final LogHistory history;
    private final SegmentIndex index;
    private final SegmentSearch search;

    PastWalk(LogHistory history, SegmentIndex index, SegmentSearch search) {
        this.history = history;
        this.index = index;
        this.search = search;
    }

    /**
     * Complete segments in order, from the one that was being written at an instant on, for as long
     * as {@code wanted}, at most {@code limit}.
     */
    List<PastSegment> from(long epochMillis, Predicate<PastSegment> wanted, int limit)
            throws IOException {
        long offset = Math.max(history.offsetAt(epochMillis + 1) - 1, history.begin());
        List<PastSegment> found = new ArrayList<>();
        Optional<PastSegment> segment = containing(offset);
        while (segment.isPresent() && found.size() < limit && wanted.test(segment.get())) {
            PastSegment current = segment.get();
            // A newer epoch may take numbers up again that were lost.
            found.removeIf(older -> older.name().number() >= current.name().number());
            found.add(current);
            segment = after(current);
        }
        return found;
    }

    private Optional<PastSegment> containing(long offset) throws IOException {
        Optional<PastSegment> known = index.containing(offset);
        return known.isPresent() ? known : complete(search.containing(offset), 0);
    }

    private Optional<PastSegment> after(PastSegment segment) throws IOException {
        Optional<PastSegment> known = index.beginningAt(segment.endOffset());
        return known.isPresent()
                ? known
                : complete(
                        search.atOrBehind(segment.endOffset()),
                        segment.endOffset() - segment.offset());
    }

    private Optional<PastSegment> complete(Optional<SegmentBegin> begin, long stride)
            throws IOException {
        if (begin.isEmpty()) {
            return Optional.empty();
        }
        Optional<PastSegment> known = index.beginningAt(begin.get().offset());
        return known.isPresent() ? known : search.complete(begin.get(), stride).map(index::add);
    }
}
