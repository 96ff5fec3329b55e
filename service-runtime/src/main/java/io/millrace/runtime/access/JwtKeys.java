package io.millrace.runtime.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.runtime.config.AuthConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign tokens: a JWK set (RFC 7517) that is fetched when it is first needed, again
 * when it has become old, and when a token names a key that is not in it, but then not more often
 * than every {@value #LEAST_MILLIS} ms. While it cannot be fetched the old one holds. Thread-safe;
 * blocks.
 */
final class JwtKeys {
    private static final Logger LOG = LoggerFactory.getLogger(JwtKeys.class);
    private static final long LEAST_MILLIS = 10_000;
    private static final int MAX_BYTES = 1 << 20;
    private static final int OK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AuthConfig.Jwt settings;
    private final HttpClient client;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Optional<Fetched> fetched = Optional.empty();
    private volatile Optional<Long> lastTryMillis = Optional.empty();

    private record Fetched(JWKSet keys, long atMillis) {}

    /** Of a signature. */
    enum Verdict {
        VALID,
        INVALID,
        NO_KEYS
    }

    JwtKeys(AuthConfig.Jwt settings, HttpClient client, InstantSource clock) {
        this.settings = settings;
        this.client = client;
        this.clock = clock;
    }

    Verdict verify(SignedJWT token) throws InterruptedException {
        Optional<JWKSet> keys = keys(isOld());
        if (keys.isPresent() && candidates(keys.get(), token).isEmpty()) {
            keys = keys(true);
        }
        if (keys.isEmpty()) {
            return Verdict.NO_KEYS;
        }
        return candidates(keys.get(), token).stream().anyMatch(key -> isSignedBy(key, token))
                ? Verdict.VALID
                : Verdict.INVALID;
    }

    private boolean isOld() {
        return fetched.map(
                        known -> clock.millis() - known.atMillis() >= settings.refresh().toMillis())
                .orElse(true);
    }

    private Optional<JWKSet> keys(boolean fetchFirst) throws InterruptedException {
        if (fetchFirst) {
            Optional<Fetched> before = fetched;
            fetching.lockInterruptibly();
            try {
                // Who waited takes what another has fetched meanwhile.
                if (fetched.equals(before) && mayTry()) {
                    lastTryMillis = Optional.of(clock.millis());
                    fetch();
                }
            } finally {
                fetching.unlock();
            }
        }
        return fetched.map(Fetched::keys);
    }

    private boolean mayTry() {
        return lastTryMillis.map(last -> clock.millis() - last >= LEAST_MILLIS).orElse(true);
    }

    private void fetch() throws InterruptedException {
        URI url = settings.jwksUrl().orElseThrow();
        HttpRequest get = HttpRequest.newBuilder(url).timeout(TIMEOUT).GET().build();
        try {
            HttpResponse<InputStream> response =
                    client.send(get, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] text = body.readNBytes(MAX_BYTES + 1);
                if (response.statusCode() != OK || text.length > MAX_BYTES) {
                    LOG.warn(
                            "keys of tokens: {} answered {} with {} bytes",
                            url,
                            response.statusCode(),
                            text.length);
                    return;
                }
                JWKSet keys = JWKSet.parse(new String(text, StandardCharsets.UTF_8));
                fetched = Optional.of(new Fetched(keys, clock.millis()));
                LOG.info("keys of tokens: {} of {}", keys.getKeys().size(), url);
            }
        } catch (IOException | ParseException failure) {
            LOG.warn("keys of tokens: {} gave none: {}", url, failure.toString());
        }
    }

    /** The key that the token names, or where it names none all; only such as may sign this. */
    private static List<JWK> candidates(JWKSet keys, SignedJWT token) {
        String id = token.getHeader().getKeyID();
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        return keys.getKeys().stream()
                .filter(key -> id == null || id.equals(key.getKeyID()))
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .filter(key ->
                        key.getAlgorithm() == null
                                || key.getAlgorithm().getName().equals(algorithm.getName()))
                .toList();
    }

    private static boolean isSignedBy(JWK key, SignedJWT token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        try {
            return switch (key) {
                case RSAKey rsa ->
                        JWSAlgorithm.Family.RSA.contains(algorithm)
                                && token.verify(new RSASSAVerifier(rsa));
                case ECKey elliptic ->
                        JWSAlgorithm.Family.EC.contains(algorithm)
                                && token.verify(new ECDSAVerifier(elliptic));
                case OctetKeyPair pair ->
                        algorithm.equals(JWSAlgorithm.EdDSA) && Ed25519.isSignedBy(pair, token);
                default -> false;
            };
        } catch (JOSEException unusable) {
            LOG.debug("key {} cannot verify: {}", key.getKeyID(), unusable.getMessage());
            return false;
        }
    }
}
