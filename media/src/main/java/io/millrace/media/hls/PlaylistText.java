package io.millrace.media.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Lines of playlists, and how values are written in them (RFC 8216, section 4.2). */
final class PlaylistText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final StringBuilder text;

    PlaylistText(int expectedLength) {
        text = new StringBuilder(expectedLength).append("#EXTM3U\n");
    }

    PlaylistText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    PlaylistText tag(String tag, long value) {
        return line(tag + ":" + value);
    }

    String text() {
        return text.toString();
    }

    static String dateTime(long microsSince1970) {
        return DATE_TIME.format(Instant.EPOCH.plus(microsSince1970, ChronoUnit.MICROS));
    }

    /** Seconds with all six decimals; formatting by pattern would cost most of a playlist. */
    static String seconds(long micros) {
        String fraction = Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND);
        return micros / MICROS_PER_SECOND + "." + fraction.substring(1);
    }
}
