package io.millrace.packager.rewind;

import io.millrace.media.Track;
import io.millrace.media.dash.RangeManifest;
import io.millrace.media.hls.CmafMasterPlaylist;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.RangePlaylist;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentAssembler;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentSpan;
import io.millrace.stream.Counters;
import io.millrace.stream.IllegalRangeException;
import io.millrace.stream.LogHistory;
import io.millrace.stream.PathName;
import io.millrace.stream.RewindQuery;
import io.millrace.stream.StreamLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What paths' logs still hold, as playlists and segments. Every answer follows from the log and the
 * time of asking; what is kept between requests is an index that any packager would build alike.
 * Thread-safe; reads the log on the log's own few threads, never on the caller's.
 */
public final class Rewind {
    private static final Logger LOG = LoggerFactory.getLogger(Rewind.class);

    private static final long MICROS_PER_MILLI = 1_000;

    private final StreamLog log;
    private final Function<PathName, RewindSettings> settings;
    private final Limits limits;
    private final InstantSource clock;
    private final SegmentIndexes indexes;
    private final AtomicInteger looking = new AtomicInteger();
    private final LongAdder looks;
    private final LongAdder refused;

    /**
     * What the process spends on the past.
     *
     * @param listed segments in one playlist at most; what comes behind has a playlist of its own
     * @param window segments in a playlist that moves
     * @param indexed segments of all paths that are remembered
     * @param looking requests that may read the log, or wait for it, at a time
     */
    public record Limits(int listed, int window, int indexed, int looking) {
        public static Limits standard() {
            return new Limits(7_200, 4, 200_000, 256);
        }
    }

    public Rewind(
            StreamLog log,
            Function<PathName, RewindSettings> settings,
            Limits limits,
            InstantSource clock,
            Counters counters) {
        this.log = log;
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
        this.indexes = new SegmentIndexes(limits.indexed());
        this.looks = counters.counter("packager_rewind_looks");
        this.refused = counters.counter("packager_requests_refused", "reason", "max-looks");
        counters.gauge("packager_rewind_indexed_segments", indexes::size);
    }

    /** The master playlist of a range: that of its first segment, and what else is like it. */
    public CompletionStage<PastAnswer<byte[]>> masterPlaylist(PathName path, String query) {
        return look(path, query, this::masterPlaylist);
    }

    /**
     * The playlist of one track over a range.
     *
     * @param skip whether the player takes a delta update
     */
    public CompletionStage<PastAnswer<byte[]>> trackPlaylist(
            PathName path, int track, String query, boolean skip) {
        return look(
                path,
                query,
                (range, past) -> {
                    PastRange.Listed listed = past.list(range, true);
                    List<SegmentSpan> spans =
                            listed.segments().stream().map(PastSegment::span).toList();
                    RangePlaylist playlist =
                            new RangePlaylist(
                                    track, spans, listed.kind(), past.settings().nominalSeconds());
                    return playlist.text(skip).getBytes(StandardCharsets.UTF_8);
                });
    }

    private byte[] masterPlaylist(RewindQuery range, PastRange past)
            throws IOException, MissingException {
        List<CmafSegment> sampled = samples(past.list(range, false).segments(), past);
        if (sampled.isEmpty()) {
            throw new MissingException("nothing of this range can be played over HLS");
        }
        String query = range.isRelative() && range.end().isEmpty() ? "" : range.absolute();
        String text = new CmafMasterPlaylist(sampled).text();
        return RangeAddresses.with(query.isEmpty() ? relative(range) : query, text)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The first, the middle and the last, which tracks are measured on. */
    private static List<CmafSegment> samples(List<PastSegment> listed, PastRange past)
            throws IOException {
        List<CmafSegment> sampled = new ArrayList<>();
        for (int index : List.of(0, listed.size() / 2, listed.size() - 1)) {
            past.read(listed.get(index))
                    .map(segment -> CmafSegment.of(segment, past.settings().partMillis()))
                    .filter(segment -> !segment.tracks().isEmpty())
                    .ifPresent(sampled::add);
        }
        return sampled;
    }

    /**
     * The manifest of DASH over a range.
     *
     * @param clockAddress of the packager's clock, from the path's folder
     */
    public CompletionStage<PastAnswer<byte[]>> manifest(
            PathName path, String query, String clockAddress) {
        return look(path, query, (range, past) -> manifest(range, past, clockAddress));
    }

    private byte[] manifest(RewindQuery range, PastRange past, String clockAddress)
            throws IOException, MissingException {
        PastRange.Listed listed = past.list(range, true);
        long start = range.start().map(Instant::toEpochMilli).orElse(0L);
        long windowMillis = (limits.window() + 1) * past.settings().segmentDuration().toMillis();
        boolean moves = range.isRelative() && range.end().isEmpty();
        if (moves && listed.segments().getFirst().beginMillis() > start + windowMillis) {
            throw new MissingException("the log holds nothing so far back");
        }
        RangeManifest.Settings how =
                new RangeManifest.Settings(
                        listed.kind(),
                        (clock.millis() - start) * MICROS_PER_MILLI,
                        moves ? windowMillis * MICROS_PER_MILLI : 0,
                        clockAddress);
        List<SegmentSpan> spans = listed.segments().stream().map(PastSegment::span).toList();
        RangeManifest manifest = new RangeManifest(spans, samples(listed.segments(), past), how);
        if (!manifest.isPlayable()) {
            throw new MissingException("nothing of this range can be played over DASH");
        }
        return manifest.text().getBytes(StandardCharsets.UTF_8);
    }

    private String relative(RewindQuery range) {
        long millis = clock.millis() - range.start().map(Instant::toEpochMilli).orElse(0L);
        return "start=-" + millis + "ms";
    }

    /** The segments of a range that is over. */
    CompletionStage<PastAnswer<List<PastSegment>>> finished(PathName path, RewindQuery range) {
        return look(
                path,
                past -> {
                    PastRange.Listed listed = past.list(range, false);
                    if (listed.kind() != RangePlaylist.Kind.VOD) {
                        throw new MissingException("this range is not over yet");
                    }
                    return listed.segments();
                });
    }

    SegmentIndex index(PathName path) {
        return indexes.of(path);
    }

    /** Where a segment stands. */
    public CompletionStage<PastAnswer<PastSegment>> find(PathName path, SegmentName name) {
        Optional<PastSegment> known = indexes.find(path, name);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(new PastAnswer.Found<>(known.get()));
        }
        return look(
                path,
                past ->
                        past.find(name)
                                .orElseThrow(() ->
                                        new MissingException(
                                                "this segment is not kept any more"
                                                        + past.oldestInWords())));
    }

    /** A segment with its media. */
    public CompletionStage<PastAnswer<Segment>> read(PathName path, PastSegment segment) {
        return look(
                path,
                past ->
                        past.read(segment)
                                .orElseThrow(() ->
                                        new MissingException("this segment was let go just now")));
    }

    /** The description of a track that has a header of this name. */
    public CompletionStage<PastAnswer<Track>> header(PathName path, CmafName.Header name) {
        return look(
                path,
                past ->
                        past.header(name)
                                .orElseThrow(
                                        () -> new MissingException("no track has this header")));
    }

    /** What is to be found out with the log at hand. */
    @FunctionalInterface
    private interface Question<T> {
        T answer(PastRange past) throws IOException, MissingException;
    }

    /** Likewise, of a range. */
    @FunctionalInterface
    private interface RangeQuestion<T> {
        T answer(RewindQuery range, PastRange past) throws IOException, MissingException;
    }

    private <T> CompletionStage<PastAnswer<T>> look(
            PathName path, String query, RangeQuestion<T> question) {
        try {
            RewindQuery range = RewindQuery.parse(query, clock.instant());
            return look(path, past -> question.answer(range, past));
        } catch (IllegalRangeException e) {
            return CompletableFuture.completedFuture(new PastAnswer.Refused<>(message(e)));
        }
    }

    private <T> CompletionStage<PastAnswer<T>> look(PathName path, Question<T> question) {
        if (looking.incrementAndGet() > limits.looking()) {
            looking.decrementAndGet();
            refused.increment();
            return CompletableFuture.completedFuture(
                    new PastAnswer.Busy<>("too many requests read the past"));
        }
        looks.increment();
        return log.look(path, history -> answer(past(path, history), question))
                .exceptionally(failure -> {
                    LOG.warn("path={} the past cannot be read: {}", path, failure.toString());
                    return new PastAnswer.Busy<>("the log cannot be read now");
                })
                .whenComplete((_, _) -> looking.decrementAndGet());
    }

    private static <T> PastAnswer<T> answer(PastRange past, Question<T> question)
            throws IOException {
        try {
            return new PastAnswer.Found<>(question.answer(past));
        } catch (MissingException e) {
            return new PastAnswer.Missing<>(message(e));
        }
    }

    private static String message(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse("");
    }

    private PastRange past(PathName path, LogHistory history) {
        RewindSettings how = settings.apply(path);
        return new PastRange(
                history,
                indexes.of(path, history),
                how,
                limits,
                clock.instant(),
                () -> new SegmentAssembler(how.maxSegmentBytes(), how.outageMicros()));
    }
}
