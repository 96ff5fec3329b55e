package io.millrace.benchmarks.load;

import io.millrace.benchmarks.Protocol;
import java.util.List;

/**
 * What one load generator does; travels as its command line.
 *
 * @param path of all readers; a {@code #} in it stands for the reader's number
 * @param serverPid whose CPU time is taken at both ends of the window
 */
public record LoadPlan(
        Protocol protocol,
        int port,
        String path,
        int readers,
        long serverPid,
        int warmUpSeconds,
        int windowSeconds) {

    String path(int reader) {
        return path.replace("#", Integer.toString(reader));
    }

    public List<String> toArguments() {
        return List.of(
                protocol.label(),
                Integer.toString(port),
                path,
                Integer.toString(readers),
                Long.toString(serverPid),
                Integer.toString(warmUpSeconds),
                Integer.toString(windowSeconds));
    }

    static LoadPlan parse(List<String> arguments) {
        return new LoadPlan(
                Protocol.of(arguments.get(0)).orElseThrow(),
                Integer.parseInt(arguments.get(1)),
                arguments.get(2),
                Integer.parseInt(arguments.get(3)),
                Long.parseLong(arguments.get(4)),
                Integer.parseInt(arguments.get(5)),
                Integer.parseInt(arguments.get(6)));
    }
}
