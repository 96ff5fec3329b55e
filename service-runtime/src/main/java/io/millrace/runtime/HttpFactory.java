package io.millrace.runtime;

import io.micronaut.context.annotation.Factory;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** The HTTP server: one, listening on every port that a controller names. */
@Factory
final class HttpFactory {
    @Singleton
    Listener http(Provider<EmbeddedServer> provider) {
        return new Listener(
                "http",
                () -> {
                    EmbeddedServer server = provider.get().start();
                    return new Listener.Running(
                            server::stop, server.getHost() + ":" + server.getPort());
                });
    }
}
