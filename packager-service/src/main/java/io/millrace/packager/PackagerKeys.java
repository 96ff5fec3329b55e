package io.millrace.packager;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys derived from one secret, each for one purpose: packagers with the same secret have the same
 * keys. Immutable.
 */
final class PackagerKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_BYTES = 32;

    private final byte[] secret;

    private PackagerKeys(byte[] secret) {
        this.secret = secret;
    }

    static PackagerKeys of(String secret) {
        return new PackagerKeys(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** That nobody else has, nor this process after a restart. */
    static PackagerKeys random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new PackagerKeys(bytes);
    }

    /** The key of a purpose, 32 bytes. */
    byte[] key(String purpose) {
        return hmac(secret, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** HMAC-SHA-256 (RFC 2104). */
    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", missing);
        }
    }
}
