package io.millrace.packager;

import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.Grant;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Lets viewers see paths that they may read. A viewer asks many times a second, so a yes holds for
 * {@value #HOLD_SECONDS} seconds for the same address, path and credentials; {@value #MAX_HELD} are
 * kept, the oldest go first. Thread-safe, never blocks.
 */
final class Viewers {
    private static final int HOLD_SECONDS = 10;
    private static final int MAX_HELD = 10_000;
    private static final Duration HOLD = Duration.ofSeconds(HOLD_SECONDS);
    private static final String CHALLENGES = "Basic realm=\"millrace\", Bearer realm=\"millrace\"";

    private final AccessControl access;
    private final InstantSource clock;
    private final Map<String, Instant> held =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > MAX_HELD;
                }
            };

    Viewers(AccessControl access, InstantSource clock) {
        this.access = access;
        this.clock = clock;
    }

    /** The refusal; empty where the viewer may see the path. */
    CompletionStage<Optional<Reply>> refusal(PathName path, Client client) {
        String key = key(path, client);
        if (isHeld(key)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return access.check(Action.READ, path, client)
                .handle((grant, failure) -> {
                    if (failure != null) {
                        return Optional.of(reply(failure));
                    }
                    hold(key, grant);
                    return Optional.empty();
                });
    }

    private synchronized boolean isHeld(String key) {
        Instant until = held.get(key);
        return until != null && clock.instant().isBefore(until);
    }

    private synchronized void hold(String key, Grant grant) {
        Instant until = clock.instant().plus(HOLD);
        held.remove(key);
        held.put(key, grant.expires().filter(expiry -> expiry.isBefore(until)).orElse(until));
    }

    private static Reply reply(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (!(cause instanceof RefusedException refused)) {
            throw new CompletionException(cause);
        }
        String why = String.valueOf(refused.getMessage());
        return switch (refused.refusal()) {
            case UNAUTHENTICATED -> Reply.problem(401, why, Map.of("WWW-Authenticate", CHALLENGES));
            case FORBIDDEN -> Reply.problem(403, why, Map.of());
            case LIMIT -> Reply.problem(429, why, Map.of("Retry-After", "5"));
            case NOT_FOUND -> Reply.problem(404, why, Map.of());
            case BUSY, UNAVAILABLE -> Reply.problem(503, why, Map.of("Retry-After", "1"));
        };
    }

    private static String key(PathName path, Client client) {
        String shown =
                switch (client.credentials()) {
                    case Credentials.None() -> "";
                    case Credentials.Password(String user, String password) ->
                            user.length() + ":" + user + password;
                    case Credentials.Token(String value) -> "token " + value;
                    case Credentials.Digest _ ->
                            throw new IllegalStateException("HTTP viewers show no digest");
                };
        String host = client.address().map(address -> address.getHostString()).orElse("inside");
        try {
            byte[] text = (path + "\n" + host + "\n" + shown).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
