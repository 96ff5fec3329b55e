package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.InstalledProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs programs of the machine to their end. */
final class Programs {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Programs() {}

    /** Skips the test, in one line, where {@code program} is missing. */
    static void require(String program) {
        Optional<String> problem = new InstalledProgram(program).problem();
        problem.ifPresent(System.out::println);
        assumeTrue(problem.isEmpty(), () -> problem.orElseThrow());
    }

    /** Whether a command ends with 0. */
    static boolean succeeds(List<String> command) throws InterruptedException {
        try (ChildProcess process = ChildProcess.start(command.getFirst(), command, Map.of())) {
            return process.awaitExit(LIMIT) == 0;
        }
    }

    /** What a command writes to its standard output; it must end with 0. */
    static String output(Path written, List<String> command, Map<String, String> environment)
            throws Exception {
        try (ChildProcess process =
                ChildProcess.startInto(written, command.getFirst(), command, environment)) {
            assertEquals(0, process.awaitExit(LIMIT), () -> command + "\n" + process.output());
        }
        return Files.readString(written);
    }
}
