package io.millrace.benchmarks.load;

import java.util.List;
import java.util.Locale;

/**
 * What one load of HLS requests does; travels as its command line.
 *
 * @param serverPid whose CPU time is taken at both ends of the window
 */
public record HlsLoadPlan(
        Kind kind, int port, String path, int viewers, long serverPid, int windowSeconds) {

    /** What is asked for, again and again. */
    public enum Kind {
        /** A media playlist, answered at once. */
        PLAYLIST,
        /** The newest part that the playlist names. */
        PART,
        /** The newest segment that the playlist names. */
        SEGMENT,
        /** A media playlist that must have the next part: held until it is there. */
        BLOCKING
    }

    public List<String> toArguments() {
        return List.of(
                kind.name().toLowerCase(Locale.ROOT),
                Integer.toString(port),
                path,
                Integer.toString(viewers),
                Long.toString(serverPid),
                Integer.toString(windowSeconds));
    }

    static HlsLoadPlan parse(List<String> arguments) {
        return new HlsLoadPlan(
                Kind.valueOf(arguments.get(0).toUpperCase(Locale.ROOT)),
                Integer.parseInt(arguments.get(1)),
                arguments.get(2),
                Integer.parseInt(arguments.get(3)),
                Long.parseLong(arguments.get(4)),
                Integer.parseInt(arguments.get(5)));
    }
}
