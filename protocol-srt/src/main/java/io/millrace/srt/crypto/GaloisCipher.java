package io.millrace.srt.crypto;

import io.millrace.srt.wire.PacketHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM over one payload, as libsrt has it from version 1.5.4 on (the draft does not know it):
 * the nonce is the first 96 bits of the salt, exclusive-or the packet's sequence number in its last
 * four bytes; the packet's header without the retransmitted flag is authenticated too; the tag of
 * 16 bytes follows the payload. A key serves no more than 2^31 packets, so no nonce is used twice.
 * Not thread-safe.
 */
final class GaloisCipher implements PayloadCipher {
    private static final int TAG_BITS = 128;
    private static final int TAG_BYTES = TAG_BITS / 8;
    private static final int NONCE_BYTES = 12;
    private static final int SEQUENCE_OFFSET = 8;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final byte[] nonce = new byte[NONCE_BYTES];
    private final byte[] input = new byte[MAX_PAYLOAD_BYTES];
    private final byte[] output = new byte[MAX_PAYLOAD_BYTES];
    private final ByteBuffer authenticated = ByteBuffer.allocate(16);

    GaloisCipher(byte[] key, byte[] salt) {
        this.salt = salt.clone();
        this.key = new SecretKeySpec(key, "AES");
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This JVM has no AES-GCM", failure);
        }
    }

    @Override
    public void encrypt(PacketHeader header, ByteBuf plain, ByteBuf out) {
        try {
            int size = apply(Cipher.ENCRYPT_MODE, header, plain);
            out.writeBytes(output, 0, size);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(
                    "Payload of " + plain.readableBytes() + " bytes", failure);
        }
    }

    @Override
    public boolean decrypt(PacketHeader header, ByteBuf sealed, ByteBuf out) {
        if (sealed.readableBytes() < TAG_BYTES) {
            return false;
        }
        try {
            int size = apply(Cipher.DECRYPT_MODE, header, sealed);
            out.writeBytes(output, 0, size);
            return true;
        } catch (AEADBadTagException _) {
            return false;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(
                    "Payload of " + sealed.readableBytes() + " bytes", failure);
        }
    }

    private int apply(int mode, PacketHeader header, ByteBuf in) throws GeneralSecurityException {
        System.arraycopy(salt, 0, nonce, 0, NONCE_BYTES);
        for (int index = 0; index < 4; index++) {
            nonce[SEQUENCE_OFFSET + index] ^= (byte) (header.sequence() >>> (24 - 8 * index));
        }
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        authenticated.clear();
        authenticated.putInt(header.sequence());
        authenticated.putInt(header.flags() & ~PacketHeader.RETRANSMITTED);
        authenticated.putInt(header.timestampMicros()).putInt(header.destinationSocketId());
        cipher.updateAAD(authenticated.array());
        int size = in.readableBytes();
        in.getBytes(in.readerIndex(), input, 0, size);
        return cipher.doFinal(input, 0, size, output, 0);
    }
}
