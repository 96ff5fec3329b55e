package io.millrace.media.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest segments of a path, oldest first. Immutable. What it lists is a function of its newest
 * segments only, so packagers that started at different times list the same.
 */
public final class SegmentWindow {
    private final Limits limits;
    private final List<Segment> kept;

    /**
     * How much is listed and kept.
     *
     * @param listed segments in the playlist
     * @param kept segments that can be asked for; more than are listed, for players that lag
     * @param keptBytes payload bytes of those; the newest segment stays whatever its size
     * @param outageMicros longest pause of the publisher over which a playlist goes on
     */
    public record Limits(int listed, int kept, long keptBytes, long outageMicros) {
        public Limits {
            if (listed < 1 || kept < listed || keptBytes < 1 || outageMicros < 0) {
                throw new IllegalArgumentException(
                        "limits of %d, %d, %d, %d"
                                .formatted(listed, kept, keptBytes, outageMicros));
            }
        }
    }

    private SegmentWindow(Limits limits, List<Segment> kept) {
        this.limits = limits;
        this.kept = List.copyOf(kept);
    }

    public static SegmentWindow empty(Limits limits) {
        return new SegmentWindow(limits, List.of());
    }

    /**
     * The window with one segment more. Where a newer epoch takes up a number again, its segments
     * take the place of the older ones.
     */
    public SegmentWindow plus(Segment segment) {
        List<Segment> next = new ArrayList<>();
        for (Segment older : kept) {
            if (older.number() < segment.number()) {
                next.add(older);
            }
        }
        next.add(segment);
        long bytes = 0;
        int first = next.size();
        while (first > 0 && next.size() - first < limits.kept) {
            bytes += next.get(first - 1).mediaBytes();
            if (bytes > limits.keptBytes && first < next.size()) {
                break;
            }
            first--;
        }
        return new SegmentWindow(limits, next.subList(first, next.size()));
    }

    /**
     * The segments of the playlist: the newest ones without a missing number, a missing
     * discontinuity or a long outage between them.
     */
    public List<Segment> listed() {
        int first = kept.size();
        while (first > 0
                && kept.size() - first < limits.listed
                && (first == kept.size() || goesOn(kept.get(first - 1), kept.get(first)))) {
            first--;
        }
        return kept.subList(first, kept.size());
    }

    private boolean goesOn(Segment before, Segment after) {
        long discontinuities = after.start().discontinuity() - before.start().discontinuity();
        return after.number() == before.number() + 1
                && (discontinuities == 0 || discontinuities == 1)
                && after.start().segmentStartMicros() - before.endMicros() <= limits.outageMicros;
    }

    /** All that can be asked for, oldest first; more than are listed. */
    public List<Segment> kept() {
        return kept;
    }

    /** The segment of that name, if it is kept. */
    public Optional<Segment> find(SegmentName name) {
        for (Segment segment : kept) {
            if (segment.name().equals(name)) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    /** The newest segment. */
    public Optional<Segment> newest() {
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
    }

    public boolean isEmpty() {
        return kept.isEmpty();
    }
}
