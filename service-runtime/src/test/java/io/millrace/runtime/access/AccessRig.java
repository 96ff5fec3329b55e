package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigLoader;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import io.millrace.stream.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Admission by settings that are written in a test, with a clock and a ticker moved by hand. */
final class AccessRig implements AutoCloseable {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Runnable work = () -> {};
    final Counters counters = new Counters();
    final AccessControl access;

    AccessRig(String yaml) throws Exception {
        Ticker ticker =
                (_, task) -> {
                    work = task;
                    return () -> {};
                };
        InstantSource clock = () -> now;
        access = new AccessControl(settings(yaml), counters, clock, ticker);
    }

    static AccessSettings settings(String yaml) throws IOException, ConfigException {
        Path file = Files.createTempFile("access", ".yml");
        try {
            Files.writeString(file, yaml);
            return AccessSettings.of(ConfigLoader.load(Optional.of(file), Map.of(), Map.of()));
        } finally {
            Files.delete(file);
        }
    }

    Instant now() {
        return now;
    }

    void advance(long seconds) {
        now = now.plusSeconds(seconds);
        work.run();
    }

    static Client client(Credentials shown) {
        return client("192.0.2.7", shown);
    }

    static Client client(String address, Credentials shown) {
        return Client.of("rtsp", new InetSocketAddress(InetAddress.ofLiteral(address), 40_122))
                .withCredentials(shown);
    }

    static Credentials password(String user, String password) {
        return new Credentials.Password(user, password);
    }

    /** {@code yes USER}, or the cause of the refusal. */
    String ask(Action action, String path, Client client) throws Exception {
        try {
            Grant grant =
                    access.check(action, new PathName(path), client)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            return "yes " + grant.user();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RefusedException refused) {
                return refused.refusal().name();
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        access.close();
    }
}
