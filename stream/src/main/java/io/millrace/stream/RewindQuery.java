package io.millrace.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the past that a URL asks for, in its query: {@code start=} an RFC 3339 time or {@code
 * -30}, {@code -30s}, {@code -5m}, {@code -1h} before now; {@code startunix=} seconds since 1970 or
 * before now; and, for a range that is over at some time, {@code duration=} with the same units,
 * {@code end=} an RFC 3339 time or {@code stopunix=}.
 *
 * @param start absent for the live edge
 * @param end absent where the range goes on
 */
public record RewindQuery(Optional<Instant> start, boolean isRelative, Optional<Instant> end) {
    private static final Pattern LENGTH =
            Pattern.compile("(\\d{1,11})(?:\\.(\\d{1,3})\\d*)?(ms|s|m|h|)");
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /** Whether a URL asks for the past at all. */
    public static boolean isIn(String query) {
        Map<String, String> values = UrlQuery.values(query);
        String start = values.getOrDefault("start", "live");
        return !start.equals("live") || values.containsKey("startunix");
    }

    /**
     * Reads a URL's query.
     *
     * @throws IllegalRangeException if it is not well-formed; the message says what to write
     */
    public static RewindQuery parse(String query, Instant now) throws IllegalRangeException {
        Map<String, String> values = UrlQuery.values(query);
        String start = values.getOrDefault("start", values.getOrDefault("startunix", "live"));
        if (start.equals("live")) {
            return new RewindQuery(Optional.empty(), false, Optional.empty());
        }
        Instant from = instant(start, now);
        Optional<Instant> end = Optional.empty();
        if (values.containsKey("duration")) {
            end = Optional.of(from.plusMillis(millis(values.getOrDefault("duration", ""))));
        } else if (values.containsKey("end")) {
            end = Optional.of(instant(values.getOrDefault("end", ""), now));
        } else if (values.containsKey("stopunix")) {
            end = Optional.of(instant(values.getOrDefault("stopunix", ""), now));
        }
        if (end.isPresent() && !end.get().isAfter(from)) {
            throw new IllegalRangeException("the range ends before it starts");
        }
        return new RewindQuery(Optional.of(from), start.startsWith("-"), end);
    }

    private static Instant instant(String text, Instant now) throws IllegalRangeException {
        Instant found;
        try {
            if (text.startsWith("-")) {
                found = now.minusMillis(millis(text.substring(1)));
            } else if (LENGTH.matcher(text).matches()) {
                found = Instant.ofEpochMilli(millis(text));
            } else {
                found = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            }
        } catch (DateTimeException e) {
            throw new IllegalRangeException(
                    "'%s' is neither a time as 2026-01-31T12:00:00Z nor -<seconds>".formatted(text),
                    e);
        }
        if (found.isBefore(EARLIEST) || found.isAfter(LATEST)) {
            throw new IllegalRangeException("'%s' is out of range".formatted(text));
        }
        return found;
    }

    private static long millis(String text) throws IllegalRangeException {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalRangeException(
                    "'%s' is not a length as 30, 30s, 5m or 1h".formatted(text));
        }
        String decimals = Optional.ofNullable(matcher.group(2)).orElse("");
        long thousandths =
                Long.parseLong(matcher.group(1)) * 1_000
                        + Long.parseLong((decimals + "000").substring(0, 3));
        return switch (matcher.group(3)) {
            case "ms" -> thousandths / 1_000;
            case "m" -> thousandths * 60;
            case "h" -> thousandths * 3_600;
            default -> thousandths;
        };
    }

    /** The same range, whenever it is asked for: as a query of absolute times. */
    public String absolute() {
        String from = start.map(instant -> "start=" + instant).orElse("");
        return from + end.map(instant -> "&end=" + instant).orElse("");
    }
}
