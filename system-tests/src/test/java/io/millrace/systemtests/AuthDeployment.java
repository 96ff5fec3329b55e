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
import java.util.stream.Stream;

/** Everything in one JVM, with ports from the environment and the rest from a file that changes. */
final class AuthDeployment implements Deployment {
    private final MillraceProcess server;
    private final Path log;

    private AuthDeployment(MillraceProcess server, Path log) {
        this.server = server;
        this.log = log;
    }

    static AuthDeployment start(Path data, FreePorts free, Path file) throws InterruptedException {
        JavaProgram program =
                Installation.find(AuthDeployment.class)
                        .program("io.millrace.standalone.Main", List.of("-Xmx512m"));
        MillraceProcess server =
                MillraceProcess.of(
                        program,
                        "standalone",
                        ServerPorts.take(free),
                        Map.of(),
                        "up",
                        "--data",
                        data.toString(),
                        "--config",
                        file.toString());
        return new AuthDeployment(server.awaitReady(), data.resolve("logs/millrace.log"));
    }

    ServerPorts ports() {
        return server.ports();
    }

    /** How many lines of the log have the text. */
    long logged(String text) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
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
            return server.process().output() + "\n" + Files.readString(log);
        } catch (IOException e) {
            return server.process().output() + "\nno log: " + e;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
