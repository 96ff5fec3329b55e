package io.millrace.media.hls;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file name of a segment, {@code seg-<epoch>-<number>.ts}: it says what the segment is, so that
 * every packager knows it and its bytes never change under one name.
 *
 * @param epoch publication that the segment's first entry point belongs to
 * @param number the segment's number on its path, which is also its media sequence number
 */
public record SegmentName(long epoch, long number) {
    private static final Pattern FORM =
            Pattern.compile("seg-(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})\\.ts");

    public SegmentName {
        if (epoch < 0 || number < 0) {
            throw new IllegalArgumentException("segment " + epoch + ", " + number);
        }
    }

    /** Reads a file name; empty if it is not a segment's. */
    public static Optional<SegmentName> parse(String fileName) {
        Matcher matcher = FORM.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new SegmentName(
                        Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
    }

    public String fileName() {
        return "seg-" + epoch + "-" + number + ".ts";
    }
}
