package io.millrace.rtsp.message;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** The part of a presentation that PLAY asks for (RFC 2326, sections 3.6, 3.7 and 12.29). */
public sealed interface PlayRange {
    /** Nothing is said: on from where it was paused, else from the beginning (10.5). */
    record Unnamed() implements PlayRange {}

    /** What is live now: {@code npt=now-}. */
    record Now() implements PlayRange {}

    /** From a time after the beginning on: {@code npt=10-}, {@code npt=0:01:05.5-0:02:00}. */
    record Elapsed(Duration start, Optional<Duration> end) implements PlayRange {
        /** All that there is. */
        public boolean isWhole() {
            return start.isZero() && end.isEmpty();
        }
    }

    /** From an instant on, perhaps up to another: {@code clock=20260131T120000.5Z-}. */
    record Clock(Instant start, Optional<Instant> end) implements PlayRange {}

    /**
     * Reads the header.
     *
     * @throws RtspException with 457 if it asks for what cannot be told
     */
    static PlayRange of(RtspRequest request) throws RtspException {
        Optional<String> header = request.headers().first(Headers.RANGE);
        if (header.isEmpty()) {
            return new Unnamed();
        }
        String range = header.get().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String[] unit = range.split("=", 2);
        String[] ends = unit.length == 2 ? unit[1].split("-", 2) : new String[0];
        if (ends.length == 2) {
            Optional<String> end = Optional.of(ends[1].strip()).filter(text -> !text.isEmpty());
            switch (unit[0]) {
                case "npt" -> {
                    return npt(ends[0].strip(), end);
                }
                case "clock" -> {
                    return clock(ends[0], end);
                }
                default -> {}
            }
        }
        throw refused("Range is neither clock=…- nor npt=…-");
    }

    private static PlayRange npt(String from, Optional<String> to) throws RtspException {
        if (from.equals("now")) {
            if (to.isPresent()) {
                throw refused("what is live has no end");
            }
            return new Now();
        }
        Duration start = NptTime.parse(from);
        Optional<Duration> end =
                to.isEmpty() ? Optional.empty() : Optional.of(NptTime.parse(to.get()));
        if (end.isPresent() && end.get().compareTo(start) <= 0) {
            throw refused("the range ends before it starts");
        }
        return new Elapsed(start, end);
    }

    private static PlayRange clock(String from, Optional<String> to) throws RtspException {
        Instant start = instant(from);
        Optional<Instant> end = to.isEmpty() ? Optional.empty() : Optional.of(instant(to.get()));
        if (end.isPresent() && !end.get().isAfter(start)) {
            throw refused("the range ends before it starts");
        }
        return new Clock(start, end);
    }

    /** The value that tells where media begins. */
    static String from(Instant start) {
        return from(start, Optional.empty());
    }

    /** The value that tells where media begins and ends. */
    static String from(Instant start, Optional<Instant> end) {
        return "clock=" + clock(start) + "-" + end.map(PlayRange::clock).orElse("");
    }

    /** The value that tells where media begins and ends, as times after the beginning. */
    static String after(Duration start, Optional<Duration> end) {
        return "npt=" + NptTime.text(start) + "-" + end.map(NptTime::text).orElse("");
    }

    private static String clock(Instant instant) {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                .format(instant.atOffset(ZoneOffset.UTC));
    }

    private static Instant instant(String text) throws RtspException {
        try {
            DateTimeFormatter utc =
                    new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern("uuuuMMdd'T'HHmmss")
                            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                            .appendLiteral('Z')
                            .toFormatter(Locale.ROOT);
            return LocalDateTime.parse(text.strip(), utc).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw refused("'" + text + "' is not a time as 20260131T120000Z");
        }
    }

    private static RtspException refused(String why) {
        return RtspException.of(Status.INVALID_RANGE, why);
    }
}
