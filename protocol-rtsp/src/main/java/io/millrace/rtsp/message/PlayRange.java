package io.millrace.rtsp.message;

import java.time.DateTimeException;
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
    /** What is live now, which is also the beginning of what is live: {@code npt=}. */
    record Now() implements PlayRange {}

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
            return new Now();
        }
        String range = header.get().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (range.startsWith("npt=")) {
            return new Now();
        }
        String[] ends =
                range.startsWith("clock=") ? range.substring(6).split("-", 2) : new String[0];
        if (ends.length != 2) {
            throw RtspException.of(Status.INVALID_RANGE, "Range is neither clock=…- nor npt=");
        }
        Instant start = instant(ends[0]);
        Optional<Instant> end =
                ends[1].isBlank() ? Optional.empty() : Optional.of(instant(ends[1]));
        if (end.isPresent() && !end.get().isAfter(start)) {
            throw RtspException.of(Status.INVALID_RANGE, "the range ends before it starts");
        }
        return new Clock(start, end);
    }

    /** The value that tells where media begins. */
    static String from(Instant start) {
        return "clock="
                + DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                        .format(start.atOffset(ZoneOffset.UTC))
                + "-";
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
            throw RtspException.of(
                    Status.INVALID_RANGE, "'" + text + "' is not a time as 20260131T120000Z");
        }
    }
}
