package io.millrace.srt.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.wire.PacketHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class GaloisCipherTest {
    private static final PacketHeader HEADER = new PacketHeader(0x01020304, 0xC8000007, 55, 99);

    private final byte[] key = random(32);
    private final byte[] salt = random(16);
    private final byte[] plain = random(1316);
    private final GaloisCipher cipher = new GaloisCipher(key, salt);
    private final ByteBuf original = Unpooled.buffer();

    GaloisCipherTest() {
        cipher.encrypt(HEADER, Unpooled.wrappedBuffer(plain), original);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private ByteBuf sealed() {
        return original.copy();
    }

    /** The layout is spelled out a second time here: nonce, authenticated header, tag behind. */
    @Test
    void payload_isWhatTheJvmMakesOfThatNonceAndHeader() throws Exception {
        byte[] nonce = ByteBuffer.allocate(12).put(salt, 0, 12).array();
        for (int index = 0; index < 4; index++) {
            nonce[8 + index] ^= (byte) (index + 1);
        }
        Cipher reference = Cipher.getInstance("AES/GCM/NoPadding");
        reference.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, nonce));
        reference.updateAAD(ByteBufUtil.decodeHexDump("01020304c80000070000003700000063"));
        assertArrayEquals(reference.doFinal(plain), ByteBufUtil.getBytes(sealed()));
    }

    @Test
    void payload_sentAgain_decrypts() {
        ByteBuf out = Unpooled.buffer();
        PacketHeader again =
                new PacketHeader(
                        HEADER.sequence(),
                        HEADER.flags() | PacketHeader.RETRANSMITTED,
                        HEADER.timestampMicros(),
                        HEADER.destinationSocketId());
        assertTrue(cipher.decrypt(again, sealed(), out));
        assertArrayEquals(plain, ByteBufUtil.getBytes(out));
    }

    @Test
    void packet_changedAnywhere_isForged() {
        ByteBuf out = Unpooled.buffer();
        ByteBuf changed = sealed();
        changed.setByte(700, changed.getByte(700) ^ 1);
        assertFalse(cipher.decrypt(HEADER, changed, out));
        PacketHeader later = new PacketHeader(HEADER.sequence(), HEADER.flags(), 56, 99);
        assertFalse(cipher.decrypt(later, sealed(), out));
        for (int size = 0; size < 40; size++) {
            assertFalse(cipher.decrypt(HEADER, sealed().slice(0, size), out));
        }
        assertEquals(0, out.readableBytes());
    }
}
