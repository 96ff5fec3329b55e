package io.millrace.packager;

import io.millrace.media.hls.CmafName;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.RewindQuery;
import io.millrace.web.WebFile;
import io.millrace.web.WebFiles;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Answers a GET of any URL: pages, playlists, segments. Thread-safe, never blocks. */
final class FrontDoor implements AutoCloseable {
    static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
    static final String SEGMENT_TYPE = "video/mp2t";
    static final String CMAF_TYPE = "video/mp4";

    /** A player asks anew at every reload; caches between let a crowd share an answer. */
    private static final String PLAYLIST_CACHING = "public, max-age=0, s-maxage=1";

    /** Its address says which segment or part it waits for: nobody asks for it later. */
    private static final String BLOCKING_CACHING = "public, max-age=10";

    /** A segment's bytes never change under its name. */
    private static final String SEGMENT_CACHING = "public, max-age=86400, " + Reply.IMMUTABLE;

    /** Whoever may read the path gets its keys, and nobody between keeps them. */
    private static final String KEY_CACHING = "private, max-age=300";

    /** Its name has no epoch: a path that is made anew may use it again. */
    private static final String TIMED_CACHING = "public, max-age=60";

    private static final String PAGE_CACHING = "public, max-age=60";
    private static final String RETRY_SECONDS = "1";

    /** Pages run no script but our files, load nothing from elsewhere, and fit in any page. */
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:;"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors *";

    private static final DateTimeFormatter ISO_INSTANT_MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final Packager packager;
    private final WebFiles files;
    private final LongAdder playlists;
    private final LongAdder segments;
    private final LongAdder segmentBytes;
    private final LongAdder notFound;
    private final LongAdder unavailable;

    FrontDoor(Packager packager, WebFiles files, Counters counters) {
        this.packager = packager;
        this.files = files;
        this.playlists = counters.counter("packager_responses", "kind", "playlist");
        this.segments = counters.counter("packager_responses", "kind", "segment");
        this.segmentBytes = counters.counter("packager_segment_bytes");
        this.notFound = counters.counter("packager_responses", "kind", "not-found");
        this.unavailable = counters.counter("packager_responses", "kind", "unavailable");
    }

    /**
     * The answer to a GET.
     *
     * @param query what stands behind the question mark; empty if nothing does
     * @param gzip whether the client takes compressed content
     * @param range the Range header
     */
    CompletionStage<Reply> answer(
            Target target, String query, boolean gzip, Optional<String> range) {
        return switch (target) {
            case Target.Master(PathName path) ->
                    masterPlaylist(path, query).thenApply(answer(this::playlist));
            case Target.Media(PathName path) ->
                    packager.mediaPlaylist(path).thenApply(answer(this::playlist));
            case Target.TransportStreamMaster(PathName path) ->
                    packager.transportStreamMasterPlaylist(path).thenApply(answer(this::playlist));
            case Target.Clip(PathName path) -> packager.clip(path, query, range);
            case Target.MediaSegment(PathName path, var name) ->
                    packager.segment(path, name)
                            .thenApply(answer(bytes -> segment(SEGMENT_TYPE, bytes)));
            case Target.Manifest(PathName path) ->
                    manifest(path, query).thenApply(answer(this::manifest));
            case Target.Cmaf(PathName path, CmafName name) -> cmaf(path, name, query);
            case Target.Key(PathName path, long number) ->
                    now(answer(this::key).apply(packager.key(path, number)));
            case Target.IndexPage _ -> now(page(files.indexPage(), gzip));
            case Target.PlayerPage _ -> now(page(files.playerPage(), gzip));
            case Target.Clock _ -> now(clock());
            case Target.Paths _ -> throw new IllegalStateException("asked of who knows the asker");
            case Target.PlayerPageElsewhere(PathName path) -> now(moved(path, query));
            case Target.Asset(String name) -> now(asset(name, gzip));
            case Target.Icon _ -> now(Reply.empty(204, SEGMENT_CACHING, Map.of()));
            case Target.Malformed(String problem) -> now(Reply.problem(400, problem, Map.of()));
        };
    }

    /** The path that a viewer must be allowed to read; empty where there is none. */
    static Optional<PathName> pathOf(Target target) {
        return switch (target) {
            case Target.Master(PathName path) -> Optional.of(path);
            case Target.Media(PathName path) -> Optional.of(path);
            case Target.TransportStreamMaster(PathName path) -> Optional.of(path);
            case Target.Clip(PathName path) -> Optional.of(path);
            case Target.MediaSegment(PathName path, _) -> Optional.of(path);
            case Target.Cmaf(PathName path, _) -> Optional.of(path);
            case Target.Manifest(PathName path) -> Optional.of(path);
            case Target.PlayerPage(PathName path) -> Optional.of(path);
            case Target.Key(PathName path, _) -> Optional.of(path);
            case Target.IndexPage _,
                    Target.PlayerPageElsewhere _,
                    Target.Clock _,
                    Target.Paths _,
                    Target.Asset _,
                    Target.Icon _,
                    Target.Malformed _ ->
                    Optional.empty();
        };
    }

    /** As what a request makes its viewer a session; empty where it is for no content. */
    static Optional<String> protocolOf(Target target) {
        return switch (target) {
            case Target.Master _,
                    Target.Media _,
                    Target.TransportStreamMaster _,
                    Target.MediaSegment _,
                    Target.Clip _,
                    Target.Key _ ->
                    Optional.of("hls");
            case Target.Manifest _ -> Optional.of("dash");
            case Target.Cmaf(_, CmafName name) ->
                    Optional.of(name instanceof CmafName.Timed ? "dash" : "hls");
            case Target.PlayerPage _,
                    Target.IndexPage _,
                    Target.PlayerPageElsewhere _,
                    Target.Clock _,
                    Target.Paths _,
                    Target.Asset _,
                    Target.Icon _,
                    Target.Malformed _ ->
                    Optional.empty();
        };
    }

    private CompletionStage<Reply> cmaf(PathName path, CmafName name, String query) {
        return switch (name) {
            case CmafName.Playlist(int track) -> trackPlaylist(path, track, query);
            case CmafName.Header header ->
                    packager.header(path, header)
                            .thenApply(
                                    answer(bytes ->
                                            segment(CMAF_TYPE, Unpooled.wrappedBuffer(bytes))));
            case CmafName.Segment segment ->
                    packager.segment(path, segment)
                            .thenApply(answer(bytes -> segment(CMAF_TYPE, bytes)));
            case CmafName.Timed timed ->
                    packager.segment(path, timed).thenApply(answer(this::timed));
            case CmafName.Part part ->
                    packager.part(path, part).thenApply(answer(bytes -> segment(CMAF_TYPE, bytes)));
        };
    }

    private CompletionStage<Outcome<byte[]>> manifest(PathName path, String query) {
        return RewindQuery.isIn(query)
                ? packager.pastManifest(path, query)
                : packager.manifest(path);
    }

    private CompletionStage<Outcome<byte[]>> masterPlaylist(PathName path, String query) {
        return RewindQuery.isIn(query)
                ? packager.pastMasterPlaylist(path, query)
                : packager.masterPlaylist(path);
    }

    private CompletionStage<Outcome<byte[]>> trackPlaylist(
            PathName path, int track, String query, PlaylistQuery asked) {
        return RewindQuery.isIn(query)
                ? packager.pastTrackPlaylist(path, track, query, asked.skip())
                : packager.trackPlaylist(path, track, asked);
    }

    private CompletionStage<Reply> trackPlaylist(PathName path, int track, String query) {
        return PlaylistQuery.parse(query)
                .map(asked ->
                        trackPlaylist(path, track, query, asked)
                                .thenApply(answer(text -> trackPlaylist(text, asked))))
                .orElseGet(() ->
                        now(Reply.problem(400, "a _HLS_ directive is not a number", Map.of())));
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private <T> Function<Outcome<T>, Reply> answer(Function<T, Reply> found) {
        return outcome ->
                switch (outcome) {
                    case Outcome.Found<T>(T content) -> found.apply(content);
                    case Outcome.NotFound<T>(String reason) -> {
                        notFound.increment();
                        yield Reply.notFound(reason);
                    }
                    case Outcome.Refused<T>(String reason) -> Reply.problem(400, reason, Map.of());
                    case Outcome.Unavailable<T>(String reason) -> {
                        unavailable.increment();
                        yield Reply.problem(503, reason, Map.of("Retry-After", RETRY_SECONDS));
                    }
                };
    }

    private Reply playlist(byte[] text) {
        return trackPlaylist(text, PlaylistQuery.AT_ONCE);
    }

    private Reply trackPlaylist(byte[] text, PlaylistQuery asked) {
        playlists.increment();
        return Reply.ok(
                PLAYLIST_TYPE,
                asked.isBlocking() ? BLOCKING_CACHING : PLAYLIST_CACHING,
                Unpooled.wrappedBuffer(text));
    }

    private Reply manifest(byte[] text) {
        playlists.increment();
        return Reply.ok(
                PlaylistAddresses.DASH_TYPE, PLAYLIST_CACHING, Unpooled.wrappedBuffer(text));
    }

    private Reply timed(TimedSegment segment) {
        return switch (segment) {
            case TimedSegment.Whole(ByteBuf content) -> segment(CMAF_TYPE, TIMED_CACHING, content);
            case TimedSegment.Growing(GrowingBody content) -> {
                segments.increment();
                yield Reply.growing(CMAF_TYPE, TIMED_CACHING, content).counted(segmentBytes::add);
            }
        };
    }

    private Reply segment(String mediaType, ByteBuf content) {
        return segment(mediaType, SEGMENT_CACHING, content);
    }

    private Reply segment(String mediaType, String caching, ByteBuf content) {
        segments.increment();
        segmentBytes.add(content.readableBytes());
        return Reply.ok(mediaType, caching, content);
    }

    private Reply key(byte[] key) {
        return Reply.ok("application/octet-stream", KEY_CACHING, Unpooled.wrappedBuffer(key));
    }

    private Reply asset(String name, boolean gzip) {
        return files.asset(name)
                .map(found -> file(found, gzip, Map.of()))
                .orElseGet(() -> Reply.problem(404, "no such file", Map.of()));
    }

    /** RFC 3339 with milliseconds. */
    private Reply clock() {
        String time = ISO_INSTANT_MILLIS.format(Instant.ofEpochMilli(packager.nowMillis()));
        return Reply.ok(
                "text/plain; charset=utf-8",
                Reply.NOT_CACHED,
                Unpooled.copiedBuffer(time, StandardCharsets.US_ASCII));
    }

    private static Reply page(WebFile file, boolean gzip) {
        return file(file, gzip, Map.of("Content-Security-Policy", PAGE_POLICY));
    }

    private static Reply file(WebFile file, boolean gzip, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Vary", "Accept-Encoding");
        if (gzip) {
            headers.put("Content-Encoding", "gzip");
        }
        return new Reply(
                200,
                Optional.of(file.mediaType()),
                PAGE_CACHING,
                headers,
                Unpooled.wrappedBuffer(gzip ? file.gzipped() : file.content()));
    }

    /** The page's own address has no slash behind it, so that there is one of it. */
    private static Reply moved(PathName path, String query) {
        String location = "/" + path.value() + (query.isEmpty() ? "" : "?" + query);
        return Reply.empty(301, PAGE_CACHING, Map.of("Location", location));
    }

    /** Held requests are answered, paths let go. */
    @Override
    public void close() {
        packager.close();
    }
}
