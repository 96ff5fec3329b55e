package io.millrace.media.hls;

import java.util.List;

/**
 * A live media playlist (RFC 8216, section 4.3.3) of MPEG-TS segments. It never ends: a publisher
 * that stopped may return.
 *
 * @param targetDurationSeconds at least every listed duration, rounded to the nearest second
 * @param segments in order, numbers following by one; at least one
 */
public record MediaPlaylist(int targetDurationSeconds, List<Segment> segments) {
    private static final long MICROS_PER_SECOND = 1_000_000;

    public MediaPlaylist {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("playlist without a segment");
        }
    }

    /**
     * The playlist of {@code segments}.
     *
     * @param nominalSeconds the path's segment duration; the target is not below it, so that a
     *     short segment does not change it
     */
    public static MediaPlaylist of(List<Segment> segments, int nominalSeconds) {
        long target = nominalSeconds;
        for (Segment segment : segments) {
            long rounded = (segment.durationMicros() + MICROS_PER_SECOND / 2) / MICROS_PER_SECOND;
            target = Math.max(target, rounded);
        }
        return new MediaPlaylist(Math.toIntExact(target), segments);
    }

    public String text() {
        Segment first = segments.getFirst();
        long discontinuity = first.start().discontinuity();
        PlaylistText text =
                new PlaylistText(128 + 128 * segments.size())
                        .line("#EXT-X-VERSION:3")
                        .tag("#EXT-X-TARGETDURATION", targetDurationSeconds)
                        .tag("#EXT-X-MEDIA-SEQUENCE", first.number())
                        .tag("#EXT-X-DISCONTINUITY-SEQUENCE", discontinuity);
        for (Segment segment : segments) {
            if (segment.start().discontinuity() != discontinuity) {
                discontinuity = segment.start().discontinuity();
                text.line("#EXT-X-DISCONTINUITY");
            }
            append(text, segment);
        }
        return text.text();
    }

    private static void append(PlaylistText text, Segment segment) {
        text.line(
                "#EXT-X-PROGRAM-DATE-TIME:"
                        + PlaylistText.dateTime(segment.start().wallClockMicros()));
        segment.runs()
                .forEach(run ->
                        SpliceDateRanges.of(segment.start(), run.units()).forEach(text::line));
        if (segment.isGap()) {
            text.line("#EXT-X-GAP");
        }
        text.line("#EXTINF:" + PlaylistText.seconds(segment.durationMicros()) + ",")
                .line(segment.name().fileName());
    }
}
