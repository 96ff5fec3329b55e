package io.millrace.runtime;

import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: one, listening on every port that a controller names. */
@Singleton
final class HttpComponent implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(HttpComponent.class);

    private final Provider<EmbeddedServer> server;

    HttpComponent(Provider<EmbeddedServer> server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Stage stage() {
        return Stage.LISTENERS;
    }

    @Override
    public void start() {
        EmbeddedServer started = server.get().start();
        LOG.info("listening http {}:{}", started.getHost(), started.getPort());
    }

    @Override
    public void stop() {
        server.get().stop();
    }
}
