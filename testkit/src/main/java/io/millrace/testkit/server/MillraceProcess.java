package io.millrace.testkit.server;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.JavaProgram;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One running Millrace process: {@code standalone}, or one service. */
public final class MillraceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 20;

    private final ChildProcess process;
    private final ServerPorts ports;

    private MillraceProcess(ChildProcess process, ServerPorts ports) {
        this.process = process;
        this.ports = ports;
    }

    /** {@code up} with an embedded Kafka; does not wait. */
    public static MillraceProcess standalone(
            Installation installation, ServerPorts ports, Path data, String... moreJvmFlags) {
        JavaProgram program =
                installation.program("io.millrace.standalone.Main", List.of(moreJvmFlags));
        List<String> arguments = List.of("up", "--data", data.toString());
        return new MillraceProcess(
                program.start("standalone", ports.environment(), arguments), ports);
    }

    /** Any other main class of ours; does not wait. */
    public static MillraceProcess of(
            JavaProgram program,
            String name,
            ServerPorts ports,
            Map<String, String> environment,
            String... arguments) {
        Map<String, String> variables = new TreeMap<>(ports.environment());
        variables.putAll(environment);
        return new MillraceProcess(program.start(name, variables, List.of(arguments)), ports);
    }

    /** Likewise, with all settings in the file that {@code arguments} name; does not wait. */
    public static MillraceProcess configured(
            JavaProgram program, String name, ServerPorts ports, String... arguments) {
        return new MillraceProcess(program.start(name, Map.of(), List.of(arguments)), ports);
    }

    public ChildProcess process() {
        return process;
    }

    public ServerPorts ports() {
        return ports;
    }

    /** Waits until it says that it is ready. */
    public MillraceProcess awaitReady() throws InterruptedException {
        return awaitReady(ports.metrics());
    }

    /** Likewise, asking at {@code healthPort}. */
    public MillraceProcess awaitReady(int healthPort) throws InterruptedException {
        URI ready = URI.create("http://127.0.0.1:" + healthPort + "/health/ready");
        await("ready", () -> status(ready) == 200);
        return this;
    }

    /** Waits until a connection to a port is accepted. */
    public MillraceProcess awaitPort(int port) throws InterruptedException {
        await("port " + port, () -> accepts(port));
        return this;
    }

    @Override
    public void close() {
        process.close();
    }

    private void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.holds()) {
            if (!process.isRunning() || System.nanoTime() > deadline) {
                throw new AssertionError(
                        (process.isRunning() ? START_LIMIT + " without " : "ended before ")
                                + what
                                + "\n"
                                + process.output());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean accepts(int port) {
        try (SocketChannel _ =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int status(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            try {
                return connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return 0;
        }
    }

    /** Polled until it holds. */
    private interface Condition {
        boolean holds();
    }
}
