package io.millrace.srt.crypto;

import io.millrace.srt.wire.SrtProtocolException;
import java.nio.ByteBuffer;

/**
 * A key material message (draft-sharabayko-srt, 3.2.2): the salt and one or two stream keys,
 * wrapped with the key that comes from the passphrase.
 *
 * @param keyFlags 1 = even key, 2 = odd key, 3 = both, the even one first
 */
record KeyMaterial(CipherMode mode, int keyFlags, int keyBytes, byte[] salt, byte[] wrappedKeys) {
    static final int SALT_BYTES = 16;
    static final int EVEN = 1;
    static final int ODD = 2;
    static final int BOTH = 3;

    private static final int HEADER_BYTES = 16;
    private static final int VERSION_AND_TYPE = 0x12;
    private static final int SIGN = 0x2029;
    private static final int STREAM_ENCAPSULATION_SRT = 2;
    private static final int WRAP_BYTES = 8;

    static KeyMaterial parse(byte[] message) throws SrtProtocolException {
        if (message.length < HEADER_BYTES + SALT_BYTES) {
            throw new SrtProtocolException("Key material of " + message.length + " bytes (3.2.2)");
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        int versionAndType = in.get() & 0xFF;
        int sign = in.getShort() & 0xFFFF;
        int keyFlags = in.get() & 3;
        int keyEncryptionKeyIndex = in.getInt();
        int cipher = in.get();
        int authentication = in.get();
        if (versionAndType != VERSION_AND_TYPE || sign != SIGN || keyFlags == 0) {
            throw new SrtProtocolException("Not a key material message (3.2.2)");
        }
        CipherMode mode = mode(cipher, authentication);
        if (keyEncryptionKeyIndex != 0) {
            throw new SrtProtocolException("Key encryption key is not known (3.2.2)");
        }
        in.position(14);
        int saltBytes = (in.get() & 0xFF) * 4;
        int keyBytes = (in.get() & 0xFF) * 4;
        int keys = keyFlags == BOTH ? 2 : 1;
        requireSizes(saltBytes, keyBytes, in.remaining() - SALT_BYTES - keys * keyBytes);
        byte[] salt = new byte[SALT_BYTES];
        in.get(salt);
        byte[] wrapped = new byte[in.remaining()];
        in.get(wrapped);
        return new KeyMaterial(mode, keyFlags, keyBytes, salt, wrapped);
    }

    private static CipherMode mode(int cipher, int authentication) throws SrtProtocolException {
        for (CipherMode mode : CipherMode.values()) {
            if (mode.cipher() == cipher && mode.authentication() == authentication) {
                return mode;
            }
        }
        throw new SrtProtocolException("Cipher " + cipher + " is not known (3.2.2)");
    }

    private static void requireSizes(int saltBytes, int keyBytes, int wrapBytes)
            throws SrtProtocolException {
        boolean knownKey = keyBytes == 16 || keyBytes == 24 || keyBytes == 32;
        if (saltBytes != SALT_BYTES || !knownKey || wrapBytes != WRAP_BYTES) {
            throw new SrtProtocolException(
                    "Key material of salt " + saltBytes + ", key " + keyBytes + " bytes (3.2.2)");
        }
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + SALT_BYTES + wrappedKeys.length);
        out.put((byte) VERSION_AND_TYPE).putShort((short) SIGN).put((byte) keyFlags).putInt(0);
        out.put((byte) mode.cipher()).put((byte) mode.authentication());
        out.put((byte) STREAM_ENCAPSULATION_SRT);
        out.put((byte) 0).putShort((short) 0);
        out.put((byte) (SALT_BYTES / 4)).put((byte) (keyBytes / 4)).put(salt).put(wrappedKeys);
        return out.array();
    }
}
