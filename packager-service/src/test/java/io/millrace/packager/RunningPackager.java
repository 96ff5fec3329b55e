package io.millrace.packager;

import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.runtime.ServiceContext;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.stream.StreamLog;
import io.millrace.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The service's beans on real sockets, with a log in memory of its own; paths stay live for as long
 * as a test may take.
 */
final class RunningPackager implements AutoCloseable {
    private final Path file;
    private final LiveConfig live;
    private final ServiceContext context;

    /**
     * Starts it.
     *
     * @param yaml further settings
     */
    RunningPackager(String yaml) throws Exception {
        this(yaml, "standalone");
    }

    RunningPackager(String yaml, String service) throws Exception {
        FreePorts ports = new FreePorts();
        file = Files.createTempFile("packager", ".yml");
        Files.writeString(
                file,
                """
                http: { port: %d }
                metrics: { port: %d }
                control: { http-port: %d }
                path-defaults: { grace: 1h }
                tls: { https: yes, https-port: %d }
                """
                                .formatted(ports.next(), ports.next(), ports.next(), ports.next())
                        + yaml);
        live = LiveConfig.load(ConfigSources.of(Optional.of(file), Map.of(), Map.of()));
        context = ServiceContext.create(service, live, live.current().http().port());
        context.bean(EmbeddedServer.class).start();
    }

    StreamLog log() {
        return bean(StreamLog.class);
    }

    <T> T bean(Class<T> type) {
        return context.bean(type);
    }

    LiveConfig settings() {
        return live;
    }

    String root() {
        return "http://127.0.0.1:" + live.current().http().port();
    }

    String secureRoot() {
        return "https://127.0.0.1:" + live.current().tls().https().port();
    }

    @Override
    public void close() throws IOException {
        context.close();
        Files.deleteIfExists(file);
    }
}
