package io.millrace.packager;

import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.SegmentName;
import io.millrace.stream.PathName;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a URL's path asks for. Path names contain slashes, so the last part decides: a playlist or a
 * segment of the path before it, else the whole is the path whose player is asked for. These last
 * parts, and {@code _assets} as the first one, cannot be watched as paths of their own.
 */
sealed interface Target {
    String MASTER_PLAYLIST = "index.m3u8";
    String MEDIA_PLAYLIST = "stream.m3u8";
    String TRANSPORT_STREAM_MASTER_PLAYLIST = "ts.m3u8";
    String CLIP = "clip.mp4";
    String MANIFEST = "manifest.mpd";

    /** Another name of the same. */
    String INDEX_MANIFEST = "index.mpd";

    String ASSETS = "/_assets/";
    String CLOCK = ASSETS + "time";
    String PATHS = ASSETS + "paths";

    /** The page at {@code /}. */
    record IndexPage() implements Target {}

    /** The icon that browsers ask every site for. */
    record Icon() implements Target {}

    /** A file of the pages. */
    record Asset(String name) implements Target {}

    /** What the server's clock shows: the page measures latency against it. */
    record Clock() implements Target {}

    /** The published paths that the asker may read. */
    record Paths() implements Target {}

    /** The player page. */
    record PlayerPage(PathName path) implements Target {}

    /** The player page's address with a slash behind it. */
    record PlayerPageElsewhere(PathName path) implements Target {}

    record Master(PathName path) implements Target {}

    record Media(PathName path) implements Target {}

    /** The master playlist of MPEG-TS, whatever the path's variant is. */
    record TransportStreamMaster(PathName path) implements Target {}

    /** A playlist, header, segment or part of one CMAF track. */
    record Cmaf(PathName path, CmafName name) implements Target {}

    /** One MP4 file of a range of the past. */
    record Clip(PathName path) implements Target {}

    record MediaSegment(PathName path, SegmentName segment) implements Target {}

    /** A key that segments are encrypted by. */
    record Key(PathName path, long number) implements Target {}

    /** The manifest of DASH. */
    record Manifest(PathName path) implements Target {}

    /** No path could have this name. */
    record Malformed(String problem) implements Target {}

    /** An address as files of a path name it: so that it holds behind a proxy's prefix too. */
    static String fromFolderOf(PathName path, String address) {
        return "../".repeat(path.value().split("/", -1).length) + address.substring(1);
    }

    /** Reads the path of a URL, with percent signs decoded, without the query. */
    static Target of(String urlPath) {
        if (urlPath.equals("/") || urlPath.isEmpty()) {
            return new IndexPage();
        }
        if (urlPath.equals("/favicon.ico")) {
            return new Icon();
        }
        if (urlPath.equals(CLOCK)) {
            return new Clock();
        }
        if (urlPath.equals(PATHS)) {
            return new Paths();
        }
        if (urlPath.startsWith(ASSETS)) {
            return new Asset(urlPath.substring(ASSETS.length()));
        }
        return urlPath.startsWith("/")
                ? ofPath(urlPath.substring(1))
                : new Malformed("the URL has no path");
    }

    private static Target ofPath(String rest) {
        if (rest.endsWith("/")) {
            String name = rest.substring(0, rest.length() - 1);
            return problem(name).orElseGet(() -> new PlayerPageElsewhere(new PathName(name)));
        }
        int slash = rest.lastIndexOf('/');
        String last = rest.substring(slash + 1);
        Optional<Function<PathName, Target>> file = file(last);
        String name = file.isPresent() ? rest.substring(0, Math.max(slash, 0)) : rest;
        return problem(name)
                .orElseGet(() -> file.orElse(PlayerPage::new).apply(new PathName(name)));
    }

    /** What a last part asks for, of the path before it; empty if it belongs to a path's name. */
    private static Optional<Function<PathName, Target>> file(String last) {
        return switch (last) {
            case MASTER_PLAYLIST -> Optional.of(Master::new);
            case MEDIA_PLAYLIST -> Optional.of(Media::new);
            case CLIP -> Optional.of(Clip::new);
            case MANIFEST, INDEX_MANIFEST -> Optional.of(Manifest::new);
            case TRANSPORT_STREAM_MASTER_PLAYLIST -> Optional.of(TransportStreamMaster::new);
            default ->
                    SegmentName.parse(last)
                            .<Function<PathName, Target>>map(
                                    segment -> path -> new MediaSegment(path, segment))
                            .or(() ->
                                    CmafName.parse(last).map(name -> path -> new Cmaf(path, name)))
                            .or(() ->
                                    SegmentKeys.parse(last)
                                            .map(number -> path -> new Key(path, number)));
        };
    }

    private static Optional<Target> problem(String name) {
        return PathName.problem(name).map(Malformed::new);
    }
}
