package io.millrace.runtime.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Text encrypted as NaCl's {@code crypto_secretbox} does (XSalsa20 and Poly1305), as the peers' own
 * configuration files are: base64 of a nonce of 24 bytes, an authenticator of 16 and the
 * ciphertext. The key is the given text's UTF-8 bytes, cut or filled with zeros to 32.
 */
final class SecretBox {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 24;
    private static final int TAG_BYTES = 16;

    private SecretBox() {}

    /** The text was not encrypted with this key, or is damaged. */
    static final class NotOpenedException extends Exception {
        private static final long serialVersionUID = 1L;

        NotOpenedException(String reason) {
            super(reason);
        }
    }

    static String seal(String text, String key) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] box = new byte[NONCE_BYTES + TAG_BYTES + plain.length];
        System.arraycopy(nonce, 0, box, 0, NONCE_BYTES);
        XSalsa20Engine stream = stream(nonce, key);
        byte[] authenticatorKey = authenticatorKey(stream);
        stream.processBytes(plain, 0, plain.length, box, NONCE_BYTES + TAG_BYTES);
        System.arraycopy(tag(authenticatorKey, box), 0, box, NONCE_BYTES, TAG_BYTES);
        return Base64.getEncoder().encodeToString(box);
    }

    static String open(String sealed, String key) throws NotOpenedException {
        byte[] box = decode(sealed.strip());
        XSalsa20Engine stream = stream(Arrays.copyOf(box, NONCE_BYTES), key);
        byte[] expected = tag(authenticatorKey(stream), box);
        byte[] found = Arrays.copyOfRange(box, NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
        if (!MessageDigest.isEqual(expected, found)) {
            throw new NotOpenedException("cannot be decrypted: another key, or damaged");
        }
        byte[] plain = new byte[box.length - NONCE_BYTES - TAG_BYTES];
        stream.processBytes(box, NONCE_BYTES + TAG_BYTES, plain.length, plain, 0);
        return new String(plain, StandardCharsets.UTF_8);
    }

    private static byte[] decode(String sealed) throws NotOpenedException {
        byte[] box;
        try {
            box = Base64.getMimeDecoder().decode(sealed);
        } catch (IllegalArgumentException notBase64) {
            throw new NotOpenedException("is not encrypted: not base64");
        }
        if (box.length < NONCE_BYTES + TAG_BYTES || sealed.contains(":")) {
            throw new NotOpenedException("is not encrypted");
        }
        return box;
    }

    private static XSalsa20Engine stream(byte[] nonce, String key) {
        byte[] keyBytes = Arrays.copyOf(key.getBytes(StandardCharsets.UTF_8), KEY_BYTES);
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(keyBytes), nonce));
        return stream;
    }

    /** The stream's first 32 bytes; the text is encrypted with what follows. */
    private static byte[] authenticatorKey(XSalsa20Engine stream) {
        byte[] key = new byte[KEY_BYTES];
        stream.processBytes(key, 0, KEY_BYTES, key, 0);
        return key;
    }

    private static byte[] tag(byte[] key, byte[] box) {
        Poly1305 authenticator = new Poly1305();
        authenticator.init(new KeyParameter(key));
        int from = NONCE_BYTES + TAG_BYTES;
        authenticator.update(box, from, box.length - from);
        byte[] tag = new byte[TAG_BYTES];
        authenticator.doFinal(tag, 0);
        return tag;
    }
}
