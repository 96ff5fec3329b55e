package io.millrace.packager.rewind;

import io.millrace.media.Track;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.RangePlaylist;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentAssembler;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentStart;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.RewindQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers what ranges of one path hold. For one look. */
final class PastRange {
    /** Headers are looked for in so many descriptions of a path, oldest first. */
    private static final int MAX_DESCRIPTIONS = 256;

    private final LogHistory history;
    private final SegmentIndex index;
    private final RewindSettings settings;
    private final Rewind.Limits limits;
    private final Instant now;
    private final Supplier<SegmentAssembler> assemblers;
    private final SegmentSearch search;
    private final PastWalk walk;

    /** Segments of a range, at least one, and what may become of them. */
    record Listed(List<PastSegment> segments, RangePlaylist.Kind kind) {}

    PastRange(
            LogHistory history,
            SegmentIndex index,
            RewindSettings settings,
            Rewind.Limits limits,
            Instant now,
            Supplier<SegmentAssembler> assemblers) {
        this.history = history;
        this.index = index;
        this.settings = settings;
        this.limits = limits;
        this.now = now;
        this.assemblers = assemblers;
        this.search = new SegmentSearch(history, assemblers, settings.outageMicros());
        this.walk = new PastWalk(history, index, search);
    }

    RewindSettings settings() {
        return settings;
    }

    /**
     * The segments that a playlist of the range shows now.
     *
     * @param reloaded whether a player that has the range already asks: then it is told what is
     *     left of it
     */
    Listed list(RewindQuery range, boolean reloaded) throws IOException, MissingException {
        Instant start =
                range.start().orElseThrow(() -> new MissingException("the range has no start"));
        if (history.end() == history.begin()) {
            throw new MissingException("nothing of this path is kept");
        }
        long oldest = oldestMillis();
        boolean cut = start.toEpochMilli() < oldest;
        boolean moves = range.isRelative() && range.end().isEmpty();
        if (cut && !reloaded && !moves) {
            throw new MissingException(
                    "the log holds nothing before " + Instant.ofEpochMilli(oldest));
        }
        long from = Math.max(start.toEpochMilli(), oldest);
        return moves ? window(from) : stretch(from, range.end().map(Instant::toEpochMilli), cut);
    }

    /**
     * A few segments from the asked one on: players that begin with the first, and those that keep
     * away from the end, land where they were asked to. Before what is held, the oldest there is.
     */
    private Listed window(long fromMillis) throws IOException, MissingException {
        List<PastSegment> found = walk.from(fromMillis, _ -> true, limits.window());
        if (found.size() < limits.window()) {
            long back = limits.window() * settings.segmentDuration().toMillis();
            List<PastSegment> earlier = walk.from(fromMillis - back, _ -> true, limits.listed());
            found = earlier.subList(Math.max(0, earlier.size() - limits.window()), earlier.size());
        }
        return new Listed(some(found), RangePlaylist.Kind.WINDOW);
    }

    private Listed stretch(long fromMillis, Optional<Long> toMillis, boolean cut)
            throws IOException, MissingException {
        long to = toMillis.orElse(Long.MAX_VALUE);
        List<PastSegment> found =
                some(walk.from(fromMillis, one -> one.beginMillis() < to, limits.listed()));
        boolean full = found.size() == limits.listed();
        boolean over = full || found.getLast().endMillis() >= to || !goesOn();
        if (over) {
            boolean fixed = toMillis.isPresent() || full;
            return new Listed(
                    found, fixed ? RangePlaylist.Kind.VOD : RangePlaylist.Kind.ENDED_EVENT);
        }
        return new Listed(found, cut ? RangePlaylist.Kind.WINDOW : RangePlaylist.Kind.EVENT);
    }

    /** Whether the path is live, or may be so again within its grace. */
    private boolean goesOn() throws IOException {
        Optional<LoggedRecord> newest = history.record(history.end() - 1);
        return newest.filter(logged ->
                        now.toEpochMilli() - logged.timestampMillis()
                                <= settings.grace().toMillis())
                .isPresent();
    }

    private static List<PastSegment> some(List<PastSegment> found) throws MissingException {
        if (found.isEmpty()) {
            throw new MissingException("no segment of this range is complete");
        }
        return found;
    }

    /** When the oldest segment was written that the log holds from its beginning on. */
    private long oldestMillis() throws IOException, MissingException {
        return oldest().map(SegmentBegin::millis)
                .orElseThrow(() -> new MissingException("nothing of this path is kept"));
    }

    private Optional<SegmentBegin> oldest() throws IOException {
        Optional<SegmentBegin> known = index.oldest(history);
        if (known.isPresent()) {
            return known;
        }
        Optional<SegmentBegin> found = search.oldest();
        found.ifPresent(begin -> index.oldest(history, begin));
        return found;
    }

    /** For people: how far back the log goes. */
    String oldestInWords() {
        try {
            return oldest().map(
                            begin -> ": the log begins at " + Instant.ofEpochMilli(begin.millis()))
                    .orElse("");
        } catch (IOException unreadable) {
            return ": " + unreadable.getMessage();
        }
    }

    /** A complete segment by name. */
    Optional<PastSegment> find(SegmentName name) throws IOException {
        Optional<PastSegment> known = index.find(name);
        if (known.isPresent()) {
            return known;
        }
        Optional<SegmentBegin> begin = search.find(name);
        return begin.isPresent()
                ? search.complete(begin.get(), 0).map(index::add)
                : Optional.empty();
    }

    /** The track of that header: descriptions change where the number of discontinuities does. */
    Optional<Track> header(CmafName.Header name) throws IOException {
        Optional<Track> known = index.starts().flatMap(start -> track(start, name)).findFirst();
        if (known.isPresent()) {
            return known;
        }
        Optional<SegmentBegin> begin = oldest();
        for (int changes = 0; begin.isPresent() && changes < MAX_DESCRIPTIONS; changes++) {
            SegmentStart start = begin.get().start();
            Optional<Track> found = track(start, name).findFirst();
            if (found.isPresent()) {
                return found;
            }
            begin = search.behindDiscontinuity(begin.get().offset(), start.discontinuity());
        }
        return Optional.empty();
    }

    private static Stream<Track> track(SegmentStart start, CmafName.Header name) {
        return CmafSegment.carried(start.tracks()).stream()
                .filter(track -> track.id() == name.track())
                .filter(track -> CmafName.header(track).equals(name));
    }

    /** A segment with its media; empty if the log lost it in the meantime. */
    Optional<Segment> read(PastSegment segment) throws IOException {
        return SegmentReading.read(history, segment.offset(), assemblers.get())
                .map(SegmentReading.Found::segment);
    }
}
