package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.SegmentName;
import io.millrace.packager.rewind.Clips;
import io.millrace.packager.rewind.Rewind;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Playlists and segments of all paths, made from the log when they are asked for: a path is
 * followed from its first request until nobody asks for it any more. Thread-safe, never blocks.
 */
final class Packager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Packager.class);
    private static final String NO_TRANSPORT_STREAM = "MPEG-TS: its samples are encrypted";
    private static final Duration LONGEST_CLIP = Duration.ofHours(1);

    private final PackagerConfig config;
    private final FollowedPaths paths;
    private final SegmentRenderer renderer;
    private final CmafQuestions cmaf;
    private final Ladders ladders;
    private final RenderedSegments rendered;
    private final Encryption encryption;
    private final PastFiles past;
    private final ClipReplies clips;
    private final LongAdder unwritable;

    Packager(
            StreamLog log,
            PackagerConfig config,
            Surroundings surroundings,
            SegmentRenderer renderer) {
        this(log, config, surroundings, renderer, new Extras(Optional.empty(), Optional.empty()));
    }

    /**
     * What a packager may have.
     *
     * @param disk where rendered segments are kept too
     * @param keys of encrypted segments
     */
    record Extras(Optional<DiskSegments> disk, Optional<SegmentKeys> keys) {}

    /** Likewise, with what it may have. */
    Packager(
            StreamLog log,
            PackagerConfig config,
            Surroundings surroundings,
            SegmentRenderer renderer,
            Extras extras) {
        this.config = config;
        this.encryption = new Encryption(config.paths(), extras.keys());
        Counters counters = surroundings.counters();
        InstantSource clock = surroundings.clock();
        Executor executor = surroundings.executor();
        this.renderer = renderer;
        this.cmaf = new CmafQuestions();
        this.ladders = new Ladders(this, cmaf);
        this.rendered =
                new RenderedSegments(
                        executor, config.limits().renderedBytes(), extras.disk(), counters);
        this.paths = new FollowedPaths(log, config, surroundings, rendered::forget);
        Rewind rewind = new Rewind(log, config::rewound, Rewind.Limits.standard(), clock, counters);
        this.past = new PastFiles(rewind, rendered, renderer, encryption);
        this.clips = new ClipReplies(new Clips(rewind, executor, clock, LONGEST_CLIP));
        this.unwritable = counters.counter("packager_segments_dropped", "reason", "malformed");
    }

    /** What the packager lives in. */
    record Surroundings(Executor executor, Ticker ticker, InstantSource clock, Counters counters) {}

    /** The master playlist of CMAF tracks; of MPEG-TS if only that has the path's pictures. */
    CompletionStage<Outcome<byte[]>> masterPlaylist(PathName path) {
        List<PathName> renditions = config.paths().apply(path).renditions();
        if (!renditions.isEmpty()) {
            return servesHls(path)
                    ? ladders.of(
                            renditions, ladder -> new Outcome.Found<>(ladder.masterPlaylist(path)))
                    : notServed(path, "HLS");
        }
        Question<byte[]> transportStream =
                TransportStreamQuestions.playlist(PathView.Playlists::master);
        return askForHls(
                path,
                (view, now) ->
                        transportStream
                                .answer(view, now)
                                .map(fallback ->
                                        view.isForCmaf() || encryption.isOfSamples(path)
                                                ? new Outcome.Found<>(view.cmaf().masterPlaylist())
                                                : fallback));
    }

    /** The master playlist of MPEG-TS. */
    CompletionStage<Outcome<byte[]>> transportStreamMasterPlaylist(PathName path) {
        return askForTransportStream(path, PathView.Playlists::master);
    }

    /** The playlist of one CMAF track, perhaps held until it has what the query waits for. */
    CompletionStage<Outcome<byte[]>> trackPlaylist(PathName path, int track, PlaylistQuery query) {
        return askForHls(path, cmaf.playlist(track, query))
                .thenApply(found -> encryption.keyed(path, found));
    }

    /** A part of the past as one file, which is as clear as the path. */
    CompletionStage<Reply> clip(PathName path, String query, Optional<String> range) {
        return servesHls(path) && !encryption.isWanted(path)
                ? clips.answer(path, query, range)
                : CompletableFuture.completedFuture(
                        Reply.notFound("path '" + path + "' has no clips"));
    }

    /** The master playlist of a part of the past. */
    CompletionStage<Outcome<byte[]>> pastMasterPlaylist(PathName path, String query) {
        return servesHls(path) ? past.masterPlaylist(path, query) : notServed(path, "HLS");
    }

    /** The playlist of one track over a part of the past. */
    CompletionStage<Outcome<byte[]>> pastTrackPlaylist(
            PathName path, int track, String query, boolean skip) {
        return servesHls(path)
                ? past.trackPlaylist(path, track, query, skip)
                        .thenApply(found -> encryption.keyed(path, found))
                : notServed(path, "HLS");
    }

    /** The manifest of DASH over a part of the past. */
    CompletionStage<Outcome<byte[]>> pastManifest(PathName path, String query) {
        return servesDash(path) ? past.manifest(path, query) : notServed(path, "DASH");
    }

    private boolean servesDash(PathName path) {
        return config.paths().apply(path).dash() && !encryption.isWanted(path);
    }

    private boolean servesHls(PathName path) {
        return config.paths().apply(path).hls();
    }

    CompletionStage<Outcome<byte[]>> header(PathName path, CmafName.Header name) {
        return liveOrPast(
                        path,
                        -1,
                        cmaf.header(name),
                        CompletableFuture::completedFuture,
                        () -> past.header(path, name))
                .thenApply(found -> header(path, found));
    }

    private Outcome<byte[]> header(PathName path, Outcome<Track> found) {
        try {
            return found instanceof Outcome.Found<Track>(Track track)
                    ? new Outcome.Found<>(encryption.header(path, track))
                    : found.map(_ -> new byte[0]);
        } catch (MalformedMediaException uncovered) {
            return new Outcome.NotFound<>(String.valueOf(uncovered.getMessage()));
        }
    }

    /** Bytes of a track's segment; the caller owns the buffer. */
    CompletionStage<Outcome<ByteBuf>> segment(PathName path, CmafName.Segment name) {
        return cmaf(
                path,
                cmaf.segment(name),
                new PastFiles.Wanted(name.segment(), name.track(), -1, name.fileName()));
    }

    /** Bytes of a track's part, perhaps held until it is there; the caller owns the buffer. */
    CompletionStage<Outcome<ByteBuf>> part(PathName path, CmafName.Part name) {
        if (encryption.isOfWholeSegments(path)) {
            return CompletableFuture.completedFuture(
                    new Outcome.NotFound<>("encrypted segments have no parts"));
        }
        return cmaf(
                path,
                cmaf.part(name),
                new PastFiles.Wanted(name.segment(), name.track(), name.index(), name.fileName()));
    }

    /** The manifest of DASH. */
    CompletionStage<Outcome<byte[]>> manifest(PathName path) {
        PathPackaging packaging = config.paths().apply(path);
        if (!servesDash(path)) {
            return notServed(path, "DASH");
        }
        return packaging.renditions().isEmpty()
                ? ask(path, cmaf.manifest())
                : ladders.of(
                        packaging.renditions(),
                        ladder ->
                                ladder.manifest(path)
                                        .<Outcome<byte[]>>map(Outcome.Found::new)
                                        .orElseGet(() -> Ladders.NOTHING_YET));
    }

    /** The track's segment that begins at a time; one that grows, in parts as they are made. */
    CompletionStage<Outcome<TimedSegment>> segment(PathName path, CmafName.Timed name) {
        return ask(path, cmaf.segment(name))
                .thenCompose(found -> found.then(begun -> timed(path, begun, name.track())));
    }

    private CompletionStage<Outcome<TimedSegment>> timed(
            PathName path, CmafQuestions.Begun begun, int track) {
        return begun.isWhole()
                ? segment(path, new CmafName.Segment(begun.name(), track))
                        .thenApply(whole -> whole.map(TimedSegment.Whole::new))
                : CompletableFuture.completedFuture(
                        new Outcome.Found<>(
                                new TimedSegment.Growing(
                                        new GrowingBody(index ->
                                                partOrEnd(
                                                        path,
                                                        new CmafName.Part(
                                                                begun.name(), track, index))))));
    }

    private CompletionStage<Outcome<Optional<ByteBuf>>> partOrEnd(
            PathName path, CmafName.Part name) {
        return ask(path, cmaf.partOrEnd(name))
                .thenCompose(found ->
                        found.then(piece ->
                                piece.isEmpty()
                                        ? CompletableFuture.completedFuture(
                                                new Outcome.Found<>(Optional.empty()))
                                        : part(path, name)
                                                .thenApply(part -> part.map(Optional::of))));
    }

    private CompletionStage<Outcome<ByteBuf>> cmaf(
            PathName path, Question<CmafQuestions.Piece> question, PastFiles.Wanted wanted) {
        int partMillis = config.paths().apply(path).partMillis();
        String cut = wanted.madeOf(partMillis, encryption.mark(path));
        return liveOrPast(
                path,
                wanted.segment().number(),
                question,
                outcome ->
                        render(
                                path,
                                cut,
                                outcome,
                                piece ->
                                        encryption.sealed(
                                                path,
                                                piece.name().number(),
                                                renderer.cmaf(piece, encryption.ofSamples(path)))),
                () -> past.cmaf(path, wanted, partMillis));
    }

    /**
     * Answers of what is followed if it is there, or is about to come; else of what the log holds;
     * else follows the path and waits.
     *
     * @param number of the segment that is asked for; -1 for none
     */
    private <T, R> CompletionStage<Outcome<R>> liveOrPast(
            PathName path,
            long number,
            Question<T> question,
            Function<Outcome<T>, CompletionStage<Outcome<R>>> live,
            Supplier<CompletionStage<Outcome<R>>> past) {
        Optional<FollowedPath> followed = paths.get(path);
        Optional<Outcome<T>> now = followed.flatMap(one -> one.answerNow(question, nowMillis()));
        boolean found = now.filter(Outcome.Found.class::isInstance).isPresent();
        boolean comes = followed.filter(one -> one.isBefore(number)).isPresent();
        if (found || comes || !isServed(path)) {
            return ask(path, question).thenCompose(live);
        }
        return past.get()
                .thenCompose(outcome ->
                        outcome instanceof Outcome.NotFound<R> && now.isEmpty()
                                ? ask(path, question).thenCompose(live)
                                : CompletableFuture.completedFuture(outcome));
    }

    CompletionStage<Outcome<byte[]>> mediaPlaylist(PathName path) {
        return askForTransportStream(path, PathView.Playlists::media)
                .thenApply(found -> encryption.keyed(path, found));
    }

    /** A key of an encrypted path. */
    Outcome<byte[]> key(PathName path, long number) {
        return encryption.key(path, number);
    }

    /** The segment's bytes; the caller owns the buffer. */
    CompletionStage<Outcome<ByteBuf>> segment(PathName path, SegmentName name) {
        if (encryption.isOfSamples(path)) {
            return notServed(path, NO_TRANSPORT_STREAM);
        }
        return liveOrPast(
                path,
                name.number(),
                TransportStreamQuestions.segment(name),
                outcome ->
                        render(
                                path,
                                name.fileName(),
                                outcome,
                                segment ->
                                        encryption.sealed(
                                                path,
                                                name.number(),
                                                renderer.transportStream(segment))),
                () -> past.transportStream(path, name));
    }

    /** Makes a file's bytes of what was found. */
    @FunctionalInterface
    private interface Renderer<T> {
        ByteBuf render(T content) throws MalformedMediaException;
    }

    private <T> CompletionStage<Outcome<ByteBuf>> render(
            PathName path, String fileName, Outcome<T> outcome, Renderer<T> of) {
        return outcome.then(content ->
                rendered.bytesOf(path, fileName, () -> of.render(content))
                        .<Outcome<ByteBuf>>thenApply(Outcome.Found::new)
                        .exceptionally(failure -> unwritable(path, fileName, failure)));
    }

    private Outcome<ByteBuf> unwritable(PathName path, String fileName, Throwable failure) {
        unwritable.increment();
        LOG.warn("path={} {} cannot be written", path, fileName, failure);
        return new Outcome.NotFound<>("this segment cannot be written");
    }

    private <T> CompletionStage<Outcome<T>> askForHls(PathName path, Question<T> question) {
        return servesHls(path) ? ask(path, question) : notServed(path, "HLS");
    }

    private CompletionStage<Outcome<byte[]>> askForTransportStream(
            PathName path, Function<PathView.Playlists, byte[]> which) {
        return encryption.isOfSamples(path)
                ? notServed(path, NO_TRANSPORT_STREAM)
                : askForHls(path, TransportStreamQuestions.playlist(which));
    }

    private static <T> CompletionStage<Outcome<T>> notServed(PathName path, String protocol) {
        return CompletableFuture.completedFuture(
                new Outcome.NotFound<>("path '" + path + "' is not served over " + protocol));
    }

    private boolean isServed(PathName path) {
        PathPackaging packaging = config.paths().apply(path);
        return packaging.hls() || packaging.dash();
    }

    /** Asks for what HLS and DASH have in common. */
    <T> CompletionStage<Outcome<T>> ask(PathName path, Question<T> question) {
        if (!isServed(path)) {
            return notServed(path, "HLS or DASH");
        }
        if (encryption.isImpossible(path)) {
            return CompletableFuture.completedFuture(
                    new Outcome.Unavailable<>("encryption needs the setting packager.secret"));
        }
        return paths.ask(path, question);
    }

    long nowMillis() {
        return paths.nowMillis();
    }

    /** The paths that are followed now. */
    Set<PathName> watched() {
        return paths.names();
    }

    @Override
    public void close() {
        paths.close();
        rendered.close();
    }
}
