package io.millrace.rtsp.srtp;

import io.millrace.media.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that packets are protected with, derived from a master key (RFC 3711, section 4.3, with
 * a key derivation rate of 0: once for all).
 *
 * @param cipher 16 bytes
 * @param authentication 20 bytes
 * @param salt 14 bytes
 */
record SessionKeys(Bytes cipher, Bytes authentication, Bytes salt) {
    private static final int CIPHER_BYTES = 16;
    private static final int AUTHENTICATION_BYTES = 20;
    private static final int SALT_BYTES = 14;
    private static final int LABEL_AT = 7;
    private static final int BLOCK_BYTES = 16;
    private static final int RTP_LABEL = 0;
    private static final int RTCP_LABEL = 3;

    static SessionKeys ofRtp(SrtpKey key) {
        return of(key, RTP_LABEL);
    }

    static SessionKeys ofRtcp(SrtpKey key) {
        return of(key, RTCP_LABEL);
    }

    private static SessionKeys of(SrtpKey key, int firstLabel) {
        return new SessionKeys(
                derived(key, firstLabel, CIPHER_BYTES),
                derived(key, firstLabel + 1, AUTHENTICATION_BYTES),
                derived(key, firstLabel + 2, SALT_BYTES));
    }

    /** Key stream of AES in counter mode from the salt, with the label in its seventh byte. */
    private static Bytes derived(SrtpKey key, int label, int size) {
        ByteBuffer counter = ByteBuffer.allocate(BLOCK_BYTES).put(key.salt().toByteArray());
        counter.put(LABEL_AT, (byte) (counter.get(LABEL_AT) ^ label));
        try {
            Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
            aes.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key.master().toByteArray(), "AES"),
                    new IvParameterSpec(counter.array()));
            return Bytes.copyOf(aes.doFinal(new byte[size]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
    }

    @Override
    public String toString() {
        return "SessionKeys[secret]";
    }
}
