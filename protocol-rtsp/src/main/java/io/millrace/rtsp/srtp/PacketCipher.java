package io.millrace.rtsp.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode and HMAC-SHA1 of one direction and kind of packets (RFC 3711, sections 4.1.1
 * and 4.2.1). Not thread-safe.
 */
final class PacketCipher {
    static final int TAG_BYTES = 10;

    private static final int BLOCK_BYTES = 16;
    private static final int SSRC_AT = 4;
    private static final int INDEX_AT = 8;
    private static final int COUNTER_BITS = 16;

    private final Cipher aes;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final Mac hmac;

    PacketCipher(SessionKeys keys) {
        try {
            aes = Cipher.getInstance("AES/CTR/NoPadding");
            key = new SecretKeySpec(keys.cipher().toByteArray(), "AES");
            salt = Arrays.copyOf(keys.salt().toByteArray(), BLOCK_BYTES);
            hmac = Mac.getInstance("HmacSHA1");
            hmac.init(new SecretKeySpec(keys.authentication().toByteArray(), "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES and HMAC-SHA1", e);
        }
    }

    /**
     * Encrypts or decrypts in place.
     *
     * @param index of the packet, 48 bits
     */
    void crypt(byte[] packet, int from, int to, long ssrc, long index) {
        ByteBuffer start = ByteBuffer.wrap(salt.clone());
        start.putInt(SSRC_AT, start.getInt(SSRC_AT) ^ (int) ssrc);
        start.putLong(INDEX_AT, start.getLong(INDEX_AT) ^ index << COUNTER_BITS);
        try {
            aes.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(start.array()));
            aes.doFinal(packet, from, to - from, packet, from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("counter mode takes any size", e);
        }
    }

    /** Writes the tag of the first {@code size} bytes and of {@code suffix} to {@code at}. */
    void sign(byte[] packet, int size, byte[] suffix, int at) {
        System.arraycopy(tag(packet, size, suffix), 0, packet, at, TAG_BYTES);
    }

    /** Whether the tag at {@code at} is that of the first {@code size} bytes and the suffix. */
    boolean isSigned(byte[] packet, int size, byte[] suffix, int at) {
        byte[] found = Arrays.copyOfRange(packet, at, at + TAG_BYTES);
        return MessageDigest.isEqual(Arrays.copyOf(tag(packet, size, suffix), TAG_BYTES), found);
    }

    private byte[] tag(byte[] packet, int size, byte[] suffix) {
        hmac.update(packet, 0, size);
        hmac.update(suffix);
        return hmac.doFinal();
    }
}
