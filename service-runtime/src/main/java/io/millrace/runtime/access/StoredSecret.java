package io.millrace.runtime.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A name or password of the settings: plain, {@code sha256:} and the Base64 of its SHA-256, or
 * {@code argon2:} and a PHC string. Comparisons take as long for wrong ones as for right ones.
 */
sealed interface StoredSecret {
    String SHA256 = "sha256:";
    String ARGON2 = "argon2:";

    boolean matches(String shown);

    /** Whether the text itself is known, as proofs of it (HTTP Digest) need. */
    default boolean isPlain() {
        return this instanceof Plain;
    }

    static StoredSecret of(String stored) {
        if (stored.startsWith(SHA256)) {
            return new Sha256(stored.substring(SHA256.length()));
        }
        return stored.startsWith(ARGON2)
                ? new Argon2(stored.substring(ARGON2.length()))
                : new Plain(stored);
    }

    /** The text itself. */
    record Plain(String text) implements StoredSecret {
        @Override
        public boolean matches(String shown) {
            return MessageDigest.isEqual(utf8(text), utf8(shown));
        }

        @Override
        public String toString() {
            return "Plain";
        }
    }

    /** Base64 of the SHA-256. */
    record Sha256(String base64) implements StoredSecret {
        @Override
        public boolean matches(String shown) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8(shown));
                String text = Base64.getEncoder().encodeToString(hash);
                return MessageDigest.isEqual(utf8(text), utf8(base64));
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every JDK has SHA-256", missing);
            }
        }
    }

    /** A PHC string. */
    record Argon2(String phc) implements StoredSecret {
        @Override
        public boolean matches(String shown) {
            return Argon2Hash.parse(phc).filter(hash -> hash.matches(shown)).isPresent();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
