package io.millrace.benchmarks;

import io.millrace.testkit.FreePorts;
import io.millrace.testkit.JavaProgram;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The server under test, in a JVM of its own, with a data folder that goes with it. */
final class Server implements AutoCloseable {
    /** A path whose SRT readers have to decrypt. */
    static final String SECRET_PATH = "bench/srt-secret";

    static final String PASSPHRASE = "of-the-benchmark";

    private static Map<String, String> settings(int rtspsPort) {
        return Map.of(
                "MILLRACE_PATHS_SECRET_NAME",
                SECRET_PATH,
                "MILLRACE_PATHS_SECRET_SRT_READ_PASSPHRASE",
                PASSPHRASE,
                "MILLRACE_TLS_RTSPS",
                "yes",
                "MILLRACE_TLS_RTSPS_PORT",
                Integer.toString(rtspsPort));
    }

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final MillraceProcess process;
    private final int rtspsPort;
    private final Path data;
    private final Thread cleanUp = new Thread(this::removeData, "remove data");

    private Server(MillraceProcess process, int rtspsPort, Path data) {
        this.process = process;
        this.rtspsPort = rtspsPort;
        this.data = data;
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    static Server start(List<String> jvmFlags) throws IOException {
        Path data = Files.createTempDirectory("millrace-bench");
        FreePorts free = new FreePorts();
        ServerPorts ports = ServerPorts.take(free);
        int rtspsPort = free.next();
        JavaProgram program =
                Installation.find(Server.class).program("io.millrace.standalone.Main", jvmFlags);
        return new Server(
                MillraceProcess.of(
                        program,
                        "standalone",
                        ports,
                        settings(rtspsPort),
                        "up",
                        "--data",
                        data.toString()),
                rtspsPort,
                data);
    }

    MillraceProcess process() {
        return process;
    }

    ServerPorts ports() {
        return process.ports();
    }

    long pid() {
        return process.process().pid();
    }

    /** For people: whether it runs still. */
    String state() {
        return process.process().exitCode().map(code -> "ended with " + code).orElse("running");
    }

    int port(Protocol protocol) {
        return switch (protocol) {
            case RTSP_TCP, RTSP_UDP -> ports().rtsp();
            case RTSPS -> rtspsPort;
            case RTMP -> ports().rtmp();
            case HLS, HTTP_FLV -> ports().http();
        };
    }

    /** Asks it to stop, as Ctrl-C does, and removes its data. */
    @Override
    public void close() {
        try {
            if (process.process().isRunning()) {
                process.process().interrupt();
                process.process().awaitExit(STOP_LIMIT);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        removeData();
        Runtime.getRuntime().removeShutdownHook(cleanUp);
    }

    private void removeData() {
        process.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + data + " (" + e.getMessage() + ")");
        }
    }
}
