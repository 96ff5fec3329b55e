package io.millrace.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the SRT load generator does; travels as its command line.
 *
 * @param ports readers are spread over them in turn
 * @param passphrase empty: not encrypted
 * @param senderPids whose CPU time is summed at both ends of the window
 */
public record SrtPlan(
        List<Integer> ports,
        String streamId,
        String passphrase,
        int readers,
        List<Long> senderPids,
        int warmUpSeconds,
        int windowSeconds) {

    private static final String NONE = "-";

    public SrtPlan {
        ports = List.copyOf(ports);
        senderPids = List.copyOf(senderPids);
    }

    public List<String> toArguments() {
        return List.of(
                joined(ports),
                streamId.isEmpty() ? NONE : streamId,
                passphrase.isEmpty() ? NONE : passphrase,
                Integer.toString(readers),
                joined(senderPids),
                Integer.toString(warmUpSeconds),
                Integer.toString(windowSeconds));
    }

    static SrtPlan parse(List<String> arguments) {
        return new SrtPlan(
                numbers(arguments.get(0)).stream().map(Long::intValue).toList(),
                arguments.get(1).equals(NONE) ? "" : arguments.get(1),
                arguments.get(2).equals(NONE) ? "" : arguments.get(2),
                Integer.parseInt(arguments.get(3)),
                numbers(arguments.get(4)),
                Integer.parseInt(arguments.get(5)),
                Integer.parseInt(arguments.get(6)));
    }

    private static String joined(List<? extends Number> numbers) {
        return numbers.stream().map(Number::toString).collect(Collectors.joining(","));
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.split(",", -1)).map(Long::parseLong).toList();
    }
}
