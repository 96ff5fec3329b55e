package io.millrace.rtsp.message;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Normal play time (RFC 2326, section 3.6): {@code npt-sec} and {@code npt-hhmmss}. */
final class NptTime {
    private static final Pattern TIME =
            Pattern.compile("(?:(\\d{1,6}):([0-5]?\\d):([0-5]?\\d)|(\\d{1,9}))(\\.\\d{0,9})?");

    private NptTime() {}

    /**
     * Reads a time.
     *
     * @throws RtspException with 457 if it is none
     */
    static Duration parse(String text) throws RtspException {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw RtspException.of(
                    Status.INVALID_RANGE, "'" + text + "' is not a time as 10.5 or 0:01:05.5");
        }
        long seconds = part(time, 1) * 3_600 + part(time, 2) * 60 + part(time, 3) + part(time, 4);
        String fraction = "0" + Optional.ofNullable(time.group(5)).orElse(".") + "0";
        return Duration.ofSeconds(seconds, new BigDecimal(fraction).movePointRight(9).longValue());
    }

    private static long part(Matcher time, int group) {
        return Optional.ofNullable(time.group(group)).map(Long::parseLong).orElse(0L);
    }

    /** A time in seconds, to the millisecond; none before the beginning. */
    static String text(Duration time) {
        long millis = Math.max(time.toMillis(), 0);
        return "%d.%03d".formatted(millis / 1_000, millis % 1_000);
    }
}
