package io.millrace.media.hls;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.cmaf.TrackSegment;
import java.util.List;
import java.util.Optional;

/**
 * The live media playlist of one CMAF track, with its parts for low latency (rfc8216bis, section
 * 4.4). Players of low latency and others read the same one. It never ends: a publisher that
 * stopped may return.
 */
public final class CmafPlaylist {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Segments older than this many target durations show no parts (4.4.4.9 asks for three). */
    private static final int PART_DURATIONS = 3;

    /** Players keep this many target durations, or parts, behind the end (4.4.3.8). */
    private static final int HOLD_BACK = 3;

    /** Of how many target durations a delta update may leave out what is older (4.4.3.8: 6). */
    private static final int SKIP_DURATIONS = 6;

    private final Track track;
    private final List<CmafSegment> segments;
    private final Settings settings;
    private final long targetSeconds;
    private final long partTargetMicros;

    /**
     * What a path's playlists have in common.
     *
     * @param nominalSeconds the path's segment duration; the target is not below it
     * @param partMillis the path's part duration; 0 for a playlist without parts
     */
    public record Settings(int nominalSeconds, int partMillis) {}

    /**
     * Makes the playlist.
     *
     * @param segments numbers following by one; all complete but the last, which may be growing; at
     *     least one complete
     */
    public CmafPlaylist(Track track, List<CmafSegment> segments, Settings settings) {
        this.track = track;
        this.segments =
                settings.partMillis() > 0
                        ? List.copyOf(segments)
                        : segments.stream().filter(CmafSegment::isComplete).toList();
        this.settings = settings;
        long target = settings.nominalSeconds();
        long part = settings.partMillis() * 1_000L;
        for (CmafSegment segment : segments) {
            if (segment.isComplete()) {
                long rounded = (durationMicros(segment) + MICROS_PER_SECOND / 2);
                target = Math.max(target, rounded / MICROS_PER_SECOND);
            }
            part = Math.max(part, longestPartMicros(segment));
        }
        this.targetSeconds = target;
        this.partTargetMicros = part;
    }

    private long longestPartMicros(CmafSegment segment) {
        return segment.track(track.id()).map(TrackSegment::parts).orElse(List.of()).stream()
                .mapToLong(part -> micros(part.durationTicks()))
                .max()
                .orElse(0);
    }

    private long micros(long ticks) {
        return Ticks.toMicros(ticks, track.clockRate());
    }

    /** A track without units in a segment, as in a gap, has the segment's nominal length. */
    private long durationMicros(CmafSegment segment) {
        return segment.track(track.id())
                .map(cut -> micros(cut.durationTicks()))
                .orElse(settings.nominalSeconds() * MICROS_PER_SECOND);
    }

    private boolean hasParts() {
        return settings.partMillis() > 0;
    }

    /**
     * The playlist's text.
     *
     * @param skip whether the player takes a delta update ({@code _HLS_skip})
     * @param others the stream's other tracks, for rendition reports
     */
    public String text(boolean skip, List<Track> others) {
        CmafSegment first = segments.getFirst();
        PlaylistText text =
                new PlaylistText(4_096)
                        .line("#EXT-X-VERSION:9")
                        .tag("#EXT-X-TARGETDURATION", targetSeconds)
                        .line("#EXT-X-SERVER-CONTROL:" + serverControl());
        if (hasParts()) {
            text.line("#EXT-X-PART-INF:PART-TARGET=" + PlaylistText.seconds(partTargetMicros));
        }
        text.tag("#EXT-X-MEDIA-SEQUENCE", first.name().number())
                .tag("#EXT-X-DISCONTINUITY-SEQUENCE", first.start().discontinuity());
        int skipped = skip ? skippable() : 0;
        if (skipped > 0) {
            text.line("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + skipped);
        }
        segments(text, skipped);
        if (hasParts()) {
            preloadHint(text);
            others.forEach(other -> renditionReport(text, other));
        }
        return text.text();
    }

    private String serverControl() {
        String holdBack =
                "HOLD-BACK=" + PlaylistText.seconds(HOLD_BACK * targetSeconds * MICROS_PER_SECOND);
        String skipUntil =
                "CAN-SKIP-UNTIL="
                        + PlaylistText.seconds(SKIP_DURATIONS * targetSeconds * MICROS_PER_SECOND);
        String blocking = "CAN-BLOCK-RELOAD=YES," + skipUntil + "," + holdBack;
        return hasParts()
                ? blocking + ",PART-HOLD-BACK=" + PlaylistText.seconds(HOLD_BACK * partTargetMicros)
                : blocking;
    }

    /** How many of the oldest segments lie before the skip boundary. */
    private int skippable() {
        long boundary = SKIP_DURATIONS * targetSeconds * MICROS_PER_SECOND;
        long behind = 0;
        for (int index = segments.size() - 1; index >= 0; index--) {
            behind += durationMicros(segments.get(index));
            if (behind > boundary) {
                return index;
            }
        }
        return 0;
    }

    private void segments(PlaylistText text, int skipped) {
        CmafSegment first = segments.get(skipped);
        long discontinuity =
                skipped == 0
                        ? first.start().discontinuity()
                        : segments.get(skipped - 1).start().discontinuity();
        int withParts = firstWithParts();
        Optional<Track> described = Optional.empty();
        for (int index = skipped; index < segments.size(); index++) {
            CmafSegment segment = segments.get(index);
            if (segment.start().discontinuity() != discontinuity) {
                discontinuity = segment.start().discontinuity();
                text.line("#EXT-X-DISCONTINUITY");
            }
            described = map(text, segment, described);
            segment.dateRanges().forEach(text::line);
            text.line(
                    "#EXT-X-PROGRAM-DATE-TIME:"
                            + PlaylistText.dateTime(segment.start().wallClockMicros()));
            if (hasParts() && index >= withParts) {
                parts(text, segment);
            }
            if (segment.isComplete()) {
                complete(text, segment);
            }
        }
    }

    /** The header that holds from this segment on, where it is another one. */
    private Optional<Track> map(PlaylistText text, CmafSegment segment, Optional<Track> before) {
        Optional<Track> described = segment.track(track.id()).map(TrackSegment::track);
        if (described.isEmpty() || described.equals(before)) {
            return before;
        }
        String header = CmafName.header(described.get()).fileName();
        text.line("#EXT-X-MAP:URI=\"" + header + "\"");
        return described;
    }

    private int firstWithParts() {
        long boundary = PART_DURATIONS * targetSeconds * MICROS_PER_SECOND;
        long behind = 0;
        int index = segments.size();
        while (index > 0 && behind < boundary) {
            index--;
            behind += durationMicros(segments.get(index));
        }
        return index;
    }

    private void parts(PlaylistText text, CmafSegment segment) {
        for (int index = 0; index < segment.parts(track.id()); index++) {
            TrackSegment.Part part = segment.track(track.id()).orElseThrow().parts().get(index);
            text.line(
                    "#EXT-X-PART:DURATION="
                            + PlaylistText.seconds(micros(part.durationTicks()))
                            + ",URI=\""
                            + new CmafName.Part(segment.name(), track.id(), index).fileName()
                            + "\""
                            + (part.independent() ? ",INDEPENDENT=YES" : ""));
        }
    }

    private void complete(PlaylistText text, CmafSegment segment) {
        if (segment.isGap() || segment.track(track.id()).isEmpty()) {
            text.line("#EXT-X-GAP");
        }
        text.line("#EXTINF:" + PlaylistText.seconds(durationMicros(segment)) + ",")
                .line(new CmafName.Segment(segment.name(), track.id()).fileName());
    }

    /** The part that comes next (4.4.5.3); behind a complete segment only its number is known. */
    private void preloadHint(PlaylistText text) {
        CmafSegment last = segments.getLast();
        if (!last.isComplete()) {
            text.line(
                    "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%s\""
                            .formatted(
                                    new CmafName.Part(
                                                    last.name(), track.id(), last.parts(track.id()))
                                            .fileName()));
        }
    }

    /** How far another track has come (4.4.5.4). */
    private void renditionReport(PlaylistText text, Track other) {
        CmafSegment last = segments.getLast();
        int parts = last.parts(other.id());
        boolean before = parts == 0 && segments.size() > 1;
        CmafSegment newest = before ? segments.get(segments.size() - 2) : last;
        int lastPart = newest.parts(other.id()) - 1;
        text.line(
                "#EXT-X-RENDITION-REPORT:URI=\"%s\",LAST-MSN=%d%s"
                        .formatted(
                                new CmafName.Playlist(other.id()).fileName(),
                                newest.name().number(),
                                lastPart >= 0 ? ",LAST-PART=" + lastPart : ""));
    }
}
