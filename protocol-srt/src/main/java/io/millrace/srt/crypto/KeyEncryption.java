package io.millrace.srt.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Wraps and unwraps stream keys with a key that PBKDF2 makes of the passphrase and the last 64 bits
 * of the salt (draft-sharabayko-srt, 6.1.4 and 6.2.1; RFC 3394). It takes about a millisecond.
 */
final class KeyEncryption {
    private static final int ITERATIONS = 2048;
    private static final int SALT_OFFSET = 8;

    private final SecretKeySpec keyEncryptionKey;

    private KeyEncryption(SecretKeySpec keyEncryptionKey) {
        this.keyEncryptionKey = keyEncryptionKey;
    }

    static KeyEncryption of(Passphrase passphrase, byte[] salt, int keyBytes) {
        byte[] saltEnd = Arrays.copyOfRange(salt, SALT_OFFSET, salt.length);
        PBEKeySpec parameters =
                new PBEKeySpec(passphrase.toCharArray(), saltEnd, ITERATIONS, keyBytes * 8);
        try {
            byte[] key =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                            .generateSecret(parameters)
                            .getEncoded();
            return new KeyEncryption(new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This JVM has no PBKDF2", failure);
        } finally {
            parameters.clearPassword();
        }
    }

    byte[] wrap(byte[] keys) {
        try {
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.WRAP_MODE, keyEncryptionKey);
            return cipher.wrap(new SecretKeySpec(keys, "AES"));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This JVM has no AES key wrap", failure);
        }
    }

    /** The keys, or nothing when the passphrase is another one: the wrap's check value tells. */
    Optional<byte[]> unwrap(byte[] wrapped) {
        try {
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, keyEncryptionKey);
            return Optional.of(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded());
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }
}
