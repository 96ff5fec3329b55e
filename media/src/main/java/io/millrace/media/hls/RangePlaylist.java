package io.millrace.media.hls;

import io.millrace.media.Track;
import io.millrace.media.cmaf.CmafHeader;
import java.util.List;
import java.util.Optional;

/**
 * The media playlist of one CMAF track over a stretch of the past (RFC 8216, section 4.3.3): a
 * window that moves behind the live one, a recording that grows, or one that is over. Segments have
 * the names that they had when they were live. A function of the log's entry points alone: what a
 * segment lasts is told by where the next one begins, the same for each track.
 */
public final class RangePlaylist {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Players keep this many target durations behind the end (rfc8216bis, 4.4.3.8). */
    public static final int HOLD_BACK = 3;

    /** Of how many target durations a delta update may leave out what is older (4.4.3.8). */
    private static final int SKIP_DURATIONS = 6;

    /** A pause longer than this is told by a date: players would not find the next segment. */
    private static final long PAUSE_MICROS = 1_000;

    private final int trackId;
    private final List<SegmentSpan> segments;
    private final Kind kind;
    private final long targetSeconds;

    /** What may become of a playlist (4.3.3.5). */
    public enum Kind {
        /** Segments come at its end and go at its beginning. */
        WINDOW,
        /** Segments come at its end. */
        EVENT,
        /** An event that is over. */
        ENDED_EVENT,
        /** Nothing changes. */
        VOD
    }

    /**
     * Makes the playlist.
     *
     * @param segments numbers growing; at least one
     * @param nominalSeconds the path's segment duration; the target is not below it
     */
    public RangePlaylist(int trackId, List<SegmentSpan> segments, Kind kind, int nominalSeconds) {
        this.trackId = trackId;
        this.segments = List.copyOf(segments);
        this.kind = kind;
        this.targetSeconds = targetSeconds(segments, nominalSeconds);
    }

    /** The target duration of such a playlist. */
    public static long targetSeconds(List<SegmentSpan> segments, int nominalSeconds) {
        long target = nominalSeconds;
        for (SegmentSpan segment : segments) {
            long rounded = segment.durationMicros() + MICROS_PER_SECOND / 2;
            target = Math.max(target, rounded / MICROS_PER_SECOND);
        }
        return target;
    }

    /**
     * The playlist's text.
     *
     * @param skip whether the player takes a delta update ({@code _HLS_skip})
     */
    public String text(boolean skip) {
        SegmentSpan first = segments.getFirst();
        PlaylistText text =
                new PlaylistText(256 + 64 * segments.size())
                        .line("#EXT-X-VERSION:9")
                        .tag("#EXT-X-TARGETDURATION", targetSeconds);
        kind(text);
        text.tag("#EXT-X-MEDIA-SEQUENCE", first.name().number())
                .tag("#EXT-X-DISCONTINUITY-SEQUENCE", first.start().discontinuity());
        int skipped = skip && isLive() ? skippable() : 0;
        if (skipped > 0) {
            text.line("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + skipped);
        }
        segments(text, skipped);
        if (!isLive()) {
            text.line("#EXT-X-ENDLIST");
        }
        return text.text();
    }

    private boolean isLive() {
        return switch (kind) {
            case WINDOW, EVENT -> true;
            case ENDED_EVENT, VOD -> false;
        };
    }

    private void kind(PlaylistText text) {
        switch (kind) {
            case WINDOW -> {}
            case EVENT, ENDED_EVENT -> text.line("#EXT-X-PLAYLIST-TYPE:EVENT");
            case VOD -> text.line("#EXT-X-PLAYLIST-TYPE:VOD");
        }
        if (isLive()) {
            text.line(
                    "#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=%s,HOLD-BACK=%s"
                            .formatted(
                                    PlaylistText.seconds(targets(SKIP_DURATIONS)),
                                    PlaylistText.seconds(targets(HOLD_BACK))));
        }
        if (kind == Kind.EVENT) {
            text.line("#EXT-X-START:TIME-OFFSET=0");
        }
    }

    private long targets(int count) {
        return count * targetSeconds * MICROS_PER_SECOND;
    }

    /** How many of the oldest segments lie before the skip boundary. */
    private int skippable() {
        long behind = 0;
        for (int index = segments.size() - 1; index >= 0; index--) {
            behind += segments.get(index).durationMicros();
            if (behind > targets(SKIP_DURATIONS)) {
                return index;
            }
        }
        return 0;
    }

    private void segments(PlaylistText text, int skipped) {
        String header = "";
        for (int index = skipped; index < segments.size(); index++) {
            SegmentSpan segment = segments.get(index);
            SegmentSpan before = segments.get(Math.max(index - 1, 0));
            if (before.start().discontinuity() != segment.start().discontinuity()) {
                text.line("#EXT-X-DISCONTINUITY");
            }
            boolean described =
                    !header.isEmpty() && before.start().tracks().equals(segment.start().tracks());
            header = described ? header : map(text, segment.start(), header);
            if (index == skipped || !goesOn(before, segment)) {
                text.line(
                        "#EXT-X-PROGRAM-DATE-TIME:"
                                + PlaylistText.dateTime(segment.start().wallClockMicros()));
            }
            if (segment.isGap() || track(segment.start()).isEmpty()) {
                text.line("#EXT-X-GAP");
            }
            text.line("#EXTINF:" + PlaylistText.seconds(segment.durationMicros()) + ",")
                    .line(new CmafName.Segment(segment.name(), trackId).fileName());
        }
    }

    private static boolean goesOn(SegmentSpan before, SegmentSpan after) {
        return before.name().epoch() == after.name().epoch()
                && Math.abs(after.start().segmentStartMicros() - before.endMicros())
                        <= PAUSE_MICROS;
    }

    private Optional<Track> track(SegmentStart start) {
        return start.tracks().stream()
                .filter(track -> track.id() == trackId)
                .filter(track -> CmafHeader.canCarry(track.format()))
                .findFirst();
    }

    /** The header that holds from this segment on, where it is another one. */
    private String map(PlaylistText text, SegmentStart start, String before) {
        String header = track(start).map(track -> CmafName.header(track).fileName()).orElse(before);
        if (!header.equals(before)) {
            text.line("#EXT-X-MAP:URI=\"" + header + "\"");
        }
        return header;
    }
}
