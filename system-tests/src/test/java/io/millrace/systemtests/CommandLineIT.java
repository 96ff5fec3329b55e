package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line from start to Ctrl-C and again. */
@RequiresFfmpeg
class CommandLineIT {
    private static final String PATH = "line/camera";
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** 128 and the number of the signal, as shells and the JVM have it: SIGINT, SIGTERM. */
    private static final Set<Integer> ORDERLY = Set.of(0, 130, 143);

    @Test
    void up_interruptedAndStartedAgain_keepsTheLog(@TempDir Path data) throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        long lastOffset;
        try (StandaloneDeployment first = StandaloneDeployment.start(data, ports)) {
            publishSomething(first);
            lastOffset = lastOffset(log(ports));
            assertUsedPortIsNamed(ports, first.server(), data.resolve("other"));
            interrupt(first.server());
        }
        try (StandaloneDeployment second = StandaloneDeployment.start(data, ports)) {
            assertTrue(lastOffset(log(ports)) >= lastOffset, "records are gone");
            publishBeyond(second, lastOffset);
            interrupt(second.server());
        }
    }

    @Test
    void log_nothingPublished_saysSo(@TempDir Path data) throws Exception {
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data);
                ChildProcess log = start(deployment.ports(), "log", "no/such/path")) {
            assertEquals(1, log.awaitExit(LIMIT));
            assertTrue(log.output().contains("no/such/path"), log::output);
        }
    }

    private static void publishSomething(StandaloneDeployment deployment)
            throws InterruptedException {
        try (ChildProcess publisher =
                Publishers.publish(
                        PublishProtocol.RTMP, Clip.PLAIN, deployment.publishUrl("rtmp", PATH))) {
            Publishers.awaitHttp(deployment.readUrl("hls", PATH), publisher);
            publisher.terminate();
            publisher.awaitExit(LIMIT);
        }
    }

    /**
     * Publishes until the log has grown. (A playlist tells nothing here: within the grace it is
     * still that of the publication before.)
     */
    private static void publishBeyond(StandaloneDeployment deployment, long offset)
            throws InterruptedException {
        try (ChildProcess publisher =
                Publishers.publish(
                        PublishProtocol.RTMP, Clip.PLAIN, deployment.publishUrl("rtmp", PATH))) {
            Instant limit = Instant.now().plus(LIMIT);
            while (lastOffset(log(deployment.ports())) <= offset) {
                assertTrue(Instant.now().isBefore(limit), "the log does not go on");
                assertTrue(publisher.isRunning(), publisher::output);
            }
        }
    }

    private static ChildProcess start(ServerPorts ports, String... arguments) {
        return Installation.find(CommandLineIT.class)
                .program("io.millrace.standalone.Main", List.of("-Xmx256m"))
                .start("millrace " + arguments[0], ports.environment(), List.of(arguments));
    }

    private static String log(ServerPorts ports) throws InterruptedException {
        try (ChildProcess log = start(ports, "log", PATH, "--count", "50")) {
            assertEquals(0, log.awaitExit(LIMIT), log::output);
            return log.output();
        }
    }

    /** The first number of the last line: records are printed in order. */
    private static long lastOffset(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        for (String line : lines.reversed()) {
            String text = line.substring(line.indexOf(':') + 1).strip();
            String first = text.split("\\s+", 2)[0];
            if (first.matches("\\d+")) {
                return Long.parseLong(first);
            }
        }
        throw new AssertionError("no record in\n" + output);
    }

    private static void assertUsedPortIsNamed(ServerPorts ports, MillraceProcess holder, Path data)
            throws InterruptedException {
        try (ChildProcess second = start(ports, "up", "--data", data.toString())) {
            assertFalse(second.awaitExit(LIMIT) == 0);
            String output = second.output();
            assertTrue(output.contains(Integer.toString(ports.rtsp())), output);
            assertTrue(output.contains(Long.toString(holder.process().pid())), output);
        }
    }

    private static void interrupt(MillraceProcess server) throws InterruptedException {
        server.process().interrupt();
        int exitCode = server.process().awaitExit(LIMIT);
        assertTrue(
                ORDERLY.contains(exitCode),
                () -> "exit code " + exitCode + "\n" + server.process().output());
        assertFalse(server.process().output().contains("Exception"), server.process()::output);
    }
}
