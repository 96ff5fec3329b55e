package io.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void awaitLine_lineOnErrorStream_isFound() throws Exception {
        try (ChildProcess shell = shell("echo first; echo $WORD ready >&2; exec sleep 60")) {
            assertEquals("now ready", shell.awaitLine(line -> line.endsWith("ready"), LIMIT));
            assertTrue(shell.isRunning());
        }
    }

    @Test
    void awaitLine_programEndsWithoutIt_failsWithItsOutput() {
        try (ChildProcess shell = shell("echo other; exit 3")) {
            AssertionError error =
                    assertThrows(
                            AssertionError.class,
                            () -> shell.awaitLine(line -> line.equals("ready"), LIMIT));

            assertTrue(error.toString().contains("shell: other"), error::toString);
        }
    }

    @Test
    void interrupt_programWithTrap_endsItsOwnWay() throws Exception {
        try (ChildProcess shell =
                shell(
                        "trap 'echo bye; exit 7' INT TERM; echo ready; while :; do sleep 0.05; done")) {
            shell.awaitLine(line -> line.equals("ready"), LIMIT);
            shell.interrupt();

            assertEquals(7, shell.awaitExit(LIMIT));
            assertTrue(shell.output().contains("bye"));
        }
    }

    @Test
    void close_runningProgram_endsIt() {
        ChildProcess shell = shell("exec sleep 60");
        shell.close();

        assertFalse(shell.isRunning());
    }

    @Test
    void start_javaProgram_runsOnThisJava() throws Exception {
        JavaProgram program = JavaProgram.ofThisClassPath(Greeter.class.getName(), "-Xmx32m");
        try (ChildProcess java = program.start("greeter", Map.of(), List.of("there"))) {
            assertEquals(0, java.awaitExit(LIMIT));
            assertTrue(java.output().contains("hello there"));
        }
    }

    private static ChildProcess shell(String script) {
        return ChildProcess.start("shell", List.of("sh", "-c", script), Map.of("WORD", "now"));
    }

    /** Started in a JVM of its own. */
    static final class Greeter {
        private Greeter() {}

        public static void main(String[] arguments) {
            System.out.println("hello " + arguments[0]);
        }
    }
}
