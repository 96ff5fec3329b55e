package io.millrace.media.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * A live media playlist (RFC 8216, section 4.3.3) of MPEG-TS segments. It never ends: a publisher
 * that stopped may return.
 *
 * @param targetDurationSeconds at least every listed duration, rounded to the nearest second
 * @param segments in order, numbers following by one; at least one
 */
public record MediaPlaylist(int targetDurationSeconds, List<Segment> segments) {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

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
        StringBuilder text = new StringBuilder(128 + 128 * segments.size());
        text.append("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:")
                .append(targetDurationSeconds)
                .append("\n#EXT-X-MEDIA-SEQUENCE:")
                .append(first.number())
                .append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
                .append(first.start().discontinuity())
                .append('\n');
        long discontinuity = first.start().discontinuity();
        for (Segment segment : segments) {
            if (segment.start().discontinuity() != discontinuity) {
                discontinuity = segment.start().discontinuity();
                text.append("#EXT-X-DISCONTINUITY\n");
            }
            append(text, segment);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Segment segment) {
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(DATE_TIME.format(instant(segment.start().wallClockMicros())))
                .append('\n');
        if (segment.isGap()) {
            text.append("#EXT-X-GAP\n");
        }
        text.append("#EXTINF:");
        appendSeconds(text, segment.durationMicros());
        text.append(",\n").append(segment.name().fileName()).append('\n');
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Seconds with all six decimals. */
    private static void appendSeconds(StringBuilder text, long micros) {
        long fraction = micros % MICROS_PER_SECOND;
        text.append(micros / MICROS_PER_SECOND).append('.');
        for (long unit = MICROS_PER_SECOND / 10; unit > fraction && unit > 1; unit /= 10) {
            text.append('0');
        }
        text.append(fraction);
    }
}
