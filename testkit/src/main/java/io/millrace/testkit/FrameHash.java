package io.millrace.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One access unit as a reader saw it.
 *
 * @param video else audio
 * @param dtsTicks in units of {@code tickMicros}
 * @param md5 of its bytes in the normal form of {@link FrameHashes}
 */
public record FrameHash(
        boolean video, long dtsTicks, long ptsTicks, double tickMicros, int sizeBytes, String md5) {

    /** {@code 0, 1024, 2048, 512, 5054, 2fd6...} and more columns for side data. */
    private static final Pattern LINE =
            Pattern.compile(
                    "(\\d+), *(-?\\d+), *(-?\\d+), *(-?\\d+), *(\\d+), ([0-9a-f]{32})(?:,.*)?");

    /** What ffmpeg prints where a reader had no timestamp. */
    private static final long NONE = Long.MIN_VALUE;

    /** Whether the reader knew when to show it: over RTSP, not before the first sender report. */
    public boolean hasPts() {
        return ptsTicks != NONE;
    }

    public double dtsMicros() {
        return dtsTicks * tickMicros;
    }

    public double ptsMicros() {
        return ptsTicks * tickMicros;
    }

    /** Whether {@code line} of ffmpeg's framehash output describes a unit. */
    static boolean isUnit(String line) {
        return LINE.matcher(line).matches();
    }

    /** Stream 0 is video, stream 1 audio. */
    static FrameHash parse(String line, double[] tickMicros) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a framehash line: " + line);
        }
        int stream = Integer.parseInt(matcher.group(1));
        return new FrameHash(
                stream == 0,
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                tickMicros[stream],
                Integer.parseInt(matcher.group(5)),
                matcher.group(6));
    }

    @Override
    public String toString() {
        return "%s pts=%.3fs dts=%.3fs %d bytes %s"
                .formatted(
                        video ? "video" : "audio",
                        ptsMicros() / 1e6,
                        dtsMicros() / 1e6,
                        sizeBytes,
                        md5.substring(0, 8));
    }
}
