package io.millrace.systemtests;

import io.millrace.testkit.FreePorts;
import io.millrace.testkit.JavaProgram;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Everything in one JVM, as {@code ./millrace up} starts it. */
final class StandaloneDeployment implements Deployment {
    private static final int SHOWN_LOG_LINES = 200;

    private final MillraceProcess server;
    private final Path data;

    private StandaloneDeployment(MillraceProcess server, Path data) {
        this.server = server;
        this.data = data;
    }

    static StandaloneDeployment start(Path data) throws InterruptedException {
        return start(data, ServerPorts.take(new FreePorts()));
    }

    static StandaloneDeployment start(Path data, ServerPorts ports) throws InterruptedException {
        return start(data, ports, Map.of());
    }

    /** With more settings, as environment variables. */
    static StandaloneDeployment start(Path data, ServerPorts ports, Map<String, String> settings)
            throws InterruptedException {
        JavaProgram program =
                Installation.find(StandaloneDeployment.class)
                        .program("io.millrace.standalone.Main", List.of("-Xmx512m"));
        MillraceProcess server =
                MillraceProcess.of(
                        program, "standalone", ports, settings, "up", "--data", data.toString());
        return new StandaloneDeployment(server.awaitReady(), data);
    }

    /** With all settings in a file. */
    static StandaloneDeployment configured(Path data, ServerPorts ports, Path file)
            throws InterruptedException {
        JavaProgram program =
                Installation.find(StandaloneDeployment.class)
                        .program("io.millrace.standalone.Main", List.of("-Xmx512m"));
        MillraceProcess server =
                MillraceProcess.configured(
                        program,
                        "standalone",
                        ports,
                        "up",
                        "--data",
                        data.toString(),
                        "--config",
                        file.toString());
        return new StandaloneDeployment(server.awaitReady(), data);
    }

    MillraceProcess server() {
        return server;
    }

    ServerPorts ports() {
        return server.ports();
    }

    /** The lines of the log file. */
    List<String> log() throws IOException {
        return Files.readAllLines(data.resolve("logs/millrace.log"));
    }

    @Override
    public String publishUrl(String scheme, String path) {
        return ports().url(scheme, path);
    }

    @Override
    public String readUrl(String scheme, String path) {
        return ports().url(scheme, path);
    }

    @Override
    public int rtspReadPort() {
        return ports().rtsp();
    }

    @Override
    public String output() {
        try {
            List<String> log = log();
            List<String> newest =
                    log.subList(Math.max(0, log.size() - SHOWN_LOG_LINES), log.size());
            return server.process().output() + "\n" + String.join("\n", newest);
        } catch (IOException e) {
            return server.process().output() + "\nno log: " + e;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
