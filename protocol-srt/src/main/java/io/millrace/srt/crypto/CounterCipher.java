package io.millrace.srt.crypto;

import io.millrace.srt.wire.PacketHeader;
import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CTR over one payload (draft-sharabayko-srt, 6.3). The counter block starts as the first 112
 * bits of the salt, exclusive-or the packet's sequence number in its bytes 10 to 13; the last two
 * bytes count blocks. The key stream is made block by block with AES-ECB into buffers that are
 * kept, so a packet allocates nothing. Encrypting and decrypting are the same. Not thread-safe.
 */
final class CounterCipher implements PayloadCipher {
    private static final int BLOCK_BYTES = 16;
    private static final int BUFFER_BYTES = MAX_PAYLOAD_BYTES + BLOCK_BYTES;
    private static final int SEQUENCE_OFFSET = 10;

    private final Cipher cipher;
    private final byte[] salt;
    private final byte[] counters = new byte[BUFFER_BYTES];
    private final byte[] keyStream = new byte[BUFFER_BYTES];
    private final byte[] payload = new byte[BUFFER_BYTES];

    CounterCipher(byte[] key, byte[] salt) {
        this.salt = salt.clone();
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This JVM has no AES", failure);
        }
    }

    @Override
    public void encrypt(PacketHeader header, ByteBuf plain, ByteBuf out) {
        apply(header.sequence(), plain, out);
    }

    @Override
    public boolean decrypt(PacketHeader header, ByteBuf sealed, ByteBuf out) {
        apply(header.sequence(), sealed, out);
        return true;
    }

    private void apply(int sequence, ByteBuf in, ByteBuf out) {
        int size = in.readableBytes();
        int blocks = (size + BLOCK_BYTES - 1) / BLOCK_BYTES;
        fillCounters(sequence, blocks);
        try {
            cipher.update(counters, 0, blocks * BLOCK_BYTES, keyStream, 0);
        } catch (ShortBufferException failure) {
            throw new IllegalStateException("Payload of " + size + " bytes", failure);
        }
        in.getBytes(in.readerIndex(), payload, 0, size);
        for (int position = 0; position < size; position++) {
            payload[position] ^= keyStream[position];
        }
        out.writeBytes(payload, 0, size);
    }

    private void fillCounters(int sequence, int blocks) {
        System.arraycopy(salt, 0, counters, 0, SEQUENCE_OFFSET + 4);
        for (int index = 0; index < 4; index++) {
            counters[SEQUENCE_OFFSET + index] ^= (byte) (sequence >>> (24 - 8 * index));
        }
        for (int block = 0; block < blocks; block++) {
            int start = block * BLOCK_BYTES;
            System.arraycopy(counters, 0, counters, start, BLOCK_BYTES - 2);
            counters[start + 14] = (byte) (block >>> 8);
            counters[start + 15] = (byte) block;
        }
    }
}
