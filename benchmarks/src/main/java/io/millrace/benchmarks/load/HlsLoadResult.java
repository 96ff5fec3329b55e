package io.millrace.benchmarks.load;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a load of HLS requests saw in its window; travels as one line.
 *
 * @param connected viewers that had a first answer
 * @param mostWaiting requests that once waited for their answer at the same time
 */
public record HlsLoadResult(
        int connected,
        long requests,
        long failures,
        long bytes,
        long mostWaiting,
        double seconds,
        double serverCpuSeconds,
        double ownCpuSeconds) {

    /** What the line begins with. */
    public static final String PREFIX = "HLS-RESULT ";

    String toLine() {
        return PREFIX
                + String.join(
                        " ",
                        Stream.of(
                                        connected,
                                        requests,
                                        failures,
                                        bytes,
                                        mostWaiting,
                                        seconds,
                                        serverCpuSeconds,
                                        ownCpuSeconds)
                                .map(String::valueOf)
                                .toList());
    }

    /** Reads what {@link #toLine} wrote. */
    public static HlsLoadResult parse(String line) {
        List<String> values = List.of(line.substring(PREFIX.length()).split(" ", -1));
        return new HlsLoadResult(
                Integer.parseInt(values.get(0)),
                Long.parseLong(values.get(1)),
                Long.parseLong(values.get(2)),
                Long.parseLong(values.get(3)),
                Long.parseLong(values.get(4)),
                Double.parseDouble(values.get(5)),
                Double.parseDouble(values.get(6)),
                Double.parseDouble(values.get(7)));
    }
}
