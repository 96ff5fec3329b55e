package io.millrace.runtime;

import io.micronaut.context.annotation.Factory;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.runtime.config.LiveConfig;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** The HTTP server: one, listening on every port that a controller names. */
@Factory
final class HttpFactory {
    @Singleton
    Listener http(LiveConfig live, Provider<EmbeddedServer> provider) {
        return new Listener(
                "http",
                live,
                _ -> {
                    EmbeddedServer server = provider.get().start();
                    return new Listener.Running(
                            server::stop, server.getHost() + ":" + server.getPort());
                });
    }
}
