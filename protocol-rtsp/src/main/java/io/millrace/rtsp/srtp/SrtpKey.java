package io.millrace.rtsp.srtp;

import io.millrace.media.Bytes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A master key of AES_CM_128_HMAC_SHA1_80 (RFC 3711, section 8.2). Its text shows no secret.
 *
 * @param master 16 bytes
 * @param salt 14 bytes
 * @param identifier that packets carry (MKI, section 3.1); empty where they do not
 */
public record SrtpKey(Bytes master, Bytes salt, Bytes identifier) {
    static final int MASTER_BYTES = 16;
    static final int SALT_BYTES = 14;
    static final int MAX_IDENTIFIER_BYTES = 128;

    public SrtpKey {
        if (master.size() != MASTER_BYTES
                || salt.size() != SALT_BYTES
                || identifier.size() > MAX_IDENTIFIER_BYTES) {
            throw new IllegalArgumentException(
                    "key of %d bytes, salt of %d, identifier of %d"
                            .formatted(master.size(), salt.size(), identifier.size()));
        }
    }

    /** A new one, without an identifier. */
    public static SrtpKey random() {
        byte[] both = new byte[MASTER_BYTES + SALT_BYTES];
        new SecureRandom().nextBytes(both);
        return of(both, Bytes.copyOf(new byte[0]));
    }

    /** The key with the salt behind it. */
    static SrtpKey of(byte[] both, Bytes identifier) {
        return new SrtpKey(
                Bytes.copyOf(Arrays.copyOf(both, MASTER_BYTES)),
                Bytes.copyOf(Arrays.copyOfRange(both, MASTER_BYTES, MASTER_BYTES + SALT_BYTES)),
                identifier);
    }

    /** The key with the salt behind it. */
    byte[] joined() {
        byte[] both = Arrays.copyOf(master.toByteArray(), MASTER_BYTES + SALT_BYTES);
        System.arraycopy(salt.toByteArray(), 0, both, MASTER_BYTES, SALT_BYTES);
        return both;
    }

    /** Whether it protects in the same way, whatever it is called. */
    boolean isSameSecret(SrtpKey other) {
        return MessageDigest.isEqual(joined(), other.joined());
    }

    @Override
    public String toString() {
        return "SrtpKey[secret]";
    }
}
