package io.millrace.media.dash;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How a manifest writes times (XML Schema Part 2, 3.2.6 and 3.2.7). */
final class DashTime {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private DashTime() {}

    /** In whole milliseconds, rounded down. */
    static String dateTime(long microsSince1970) {
        return DATE_TIME.format(Instant.EPOCH.plus(microsSince1970, ChronoUnit.MICROS));
    }

    static String duration(long micros) {
        return "PT" + seconds(micros) + "S";
    }

    /** Seconds with as many decimals as they need, six at most. */
    static String seconds(long micros) {
        StringBuilder text =
                new StringBuilder(
                        "%d.%06d"
                                .formatted(micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND));
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
