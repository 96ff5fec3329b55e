package io.millrace.packager;

import io.millrace.media.Track;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafPlaylist;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentWindow;
import io.millrace.stream.PathName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A path's content as CMAF tracks, as it stands after a batch of records. What it shows is made
 * when it is asked for, once. Thread-safe.
 */
final class CmafView {
    private final PathName path;
    private final SegmentWindow window;
    private final Optional<CmafSegment> growing;
    private final CutSegments cut;
    private final CmafPlaylist.Settings settings;
    private final List<CmafSegment> listed;
    private final ConcurrentHashMap<PlaylistKey, byte[]> playlists = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Object, byte[]> texts = new ConcurrentHashMap<>();

    private record PlaylistKey(int track, boolean skip) {}

    CmafView(
            PathName path,
            SegmentWindow window,
            Optional<CmafSegment> growing,
            CutSegments cut,
            CmafPlaylist.Settings settings) {
        this.path = path;
        this.window = window;
        this.growing = growing;
        this.cut = cut;
        this.settings = settings;
        List<CmafSegment> segments = new ArrayList<>();
        window.listed().forEach(segment -> segments.add(cut.of(segment)));
        growing.filter(next -> follows(segments, next)).ifPresent(segments::add);
        this.listed = List.copyOf(segments);
    }

    private static boolean follows(List<CmafSegment> segments, CmafSegment next) {
        return !segments.isEmpty()
                && next.name().number() == segments.getLast().name().number() + 1;
    }

    List<CmafSegment> complete() {
        return listed.stream().filter(CmafSegment::isComplete).toList();
    }

    /** Tracks of the newest description that CMAF carries. */
    private List<Track> tracks() {
        return listed.isEmpty()
                ? List.of()
                : CmafSegment.carried(listed.getLast().start().tracks());
    }

    /** Whether it has something to play. */
    boolean isPlayable() {
        return !CmafSegment.played(complete()).isEmpty();
    }

    /** What its segments are cut by; 0 where they are whole. */
    int partMillis() {
        return settings.partMillis();
    }

    byte[] masterPlaylist() {
        return new Ladder(List.of(this)).masterPlaylist(path);
    }

    PathName path() {
        return path;
    }

    /** What is listed: complete segments, and perhaps one that grows. */
    List<CmafSegment> listed() {
        return listed;
    }

    CmafPlaylist.Settings settings() {
        return settings;
    }

    /**
     * Text that is made once as long as this view, and the others that it is of, are the newest.
     */
    byte[] once(Object key, Supplier<String> text) {
        return texts.computeIfAbsent(key, _ -> text.get().getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if there is no such track. */
    Optional<byte[]> playlist(int track, boolean skip) {
        return tracks().stream()
                .filter(one -> one.id() == track)
                .findFirst()
                .map(one ->
                        playlists.computeIfAbsent(
                                new PlaylistKey(track, skip), _ -> text(one, skip)));
    }

    private byte[] text(Track track, boolean skip) {
        List<Track> others =
                CmafSegment.played(listed).stream().filter(one -> one.id() != track.id()).toList();
        return new CmafPlaylist(track, listed, settings)
                .text(skip, others)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The manifest of DASH; empty if there is nothing to play. */
    Optional<byte[]> manifest() {
        return isPlayable() ? new Ladder(List.of(this)).manifest(path) : Optional.empty();
    }

    /** All segments that can be asked for, oldest first, with the one that grows. */
    List<CmafSegment> kept() {
        List<CmafSegment> kept = new ArrayList<>();
        window.kept().forEach(segment -> kept.add(cut.of(segment)));
        growing.ifPresent(kept::add);
        return kept;
    }

    /** Number of the newest segment that is listed; -1 if there is none. */
    long newestNumber() {
        return listed.isEmpty() ? -1 : listed.getLast().name().number();
    }

    /**
     * Whether the playlist has a segment, or a part of it (rfc8216bis, 6.2.5.2).
     *
     * @param part -1 for the whole segment
     */
    boolean has(long number, int track, int part) {
        if (listed.isEmpty()) {
            return false;
        }
        CmafSegment last = listed.getLast();
        if (last.name().number() != number) {
            return last.name().number() > number;
        }
        return last.isComplete() || (part >= 0 && last.parts(track) > part);
    }

    /** The segment of that name, complete or growing. */
    Optional<CmafSegment> find(SegmentName name) {
        return window.find(name)
                .map(cut::of)
                .or(() -> growing.filter(segment -> segment.name().equals(name)));
    }

    /** The track whose header has that name, of any that is kept. */
    Optional<Track> header(CmafName.Header name) {
        for (CmafSegment segment : listed.reversed()) {
            for (Track track : CmafSegment.carried(segment.start().tracks())) {
                if (track.id() == name.track() && CmafName.header(track).equals(name)) {
                    return Optional.of(track);
                }
            }
        }
        return Optional.empty();
    }
}
