package io.millrace.runtime.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers questions that were answered with yes, by their SHA-256, for a time that may be zero.
 * Holds {@value #MAX_ANSWERS}, the oldest go first. Thread-safe.
 */
final class YesCache {
    static final int MAX_ANSWERS = 10_000;

    private final Duration lifetime;
    private final InstantSource clock;
    private final Map<String, Long> expiries =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MAX_ANSWERS;
                }
            };

    YesCache(Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    synchronized boolean holds(Map<String, Object> question) {
        if (lifetime.isZero()) {
            return false;
        }
        Long expiry = expiries.get(key(question));
        return expiry != null && clock.millis() < expiry;
    }

    synchronized void add(Map<String, Object> question) {
        if (!lifetime.isZero()) {
            expiries.put(key(question), clock.millis() + lifetime.toMillis());
        }
    }

    private static String key(Map<String, Object> question) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            question.forEach((name, value) -> {
                byte[] text = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
                digest.update((name + "=" + text.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(text);
            });
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
