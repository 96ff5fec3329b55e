package io.millrace.srt.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.crypto.ReceiveKeys.Outcome;
import io.millrace.srt.wire.Captures;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.ControlPacket.KeyMaterialExchange;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.HandshakeExtension.KeyMaterialMessage;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.PacketHeader;
import io.millrace.srt.wire.SrtPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Passphrase OF_THE_CAPTURE = new Passphrase("0123456789abcdef");

    private static byte[] capturedKeyMaterial() throws Exception {
        SrtPacket conclusion =
                PacketCodec.parse(Unpooled.wrappedBuffer(Captures.encrypted().get(2).bytes()));
        return ((Handshake) conclusion)
                .content()
                .find(KeyMaterialMessage.class)
                .orElseThrow()
                .message();
    }

    /** The stream is MPEG-TS, so each packet of 188 bytes shows with 0x47 at its start. */
    @Test
    void sessionOfFfmpeg_withItsKeyRefresh_decryptsToTransportStream() throws Exception {
        ReceiveKeys keys = ReceiveKeys.open(OF_THE_CAPTURE, capturedKeyMaterial()).orElseThrow();
        int even = 0;
        int odd = 0;
        for (Captures.Datagram datagram : Captures.encrypted()) {
            SrtPacket packet = PacketCodec.parse(Unpooled.wrappedBuffer(datagram.bytes()));
            if (packet instanceof KeyMaterialExchange exchange && !exchange.response()) {
                assertTrue(keys.update(exchange.message()));
            } else if (packet instanceof DataPacket data) {
                ByteBuf payload = Unpooled.buffer();
                assertEquals(Outcome.DONE, keys.decrypt(data, payload));
                assertEquals(0x47, payload.getByte(0));
                even += data.keyFlag() == KeyMaterial.EVEN ? 1 : 0;
                odd += data.keyFlag() == KeyMaterial.ODD ? 1 : 0;
            }
        }
        assertTrue(even > 0 && odd > 0, "both keys were used");
    }

    @Test
    void keyMaterialOfFfmpeg_otherPassphrase_isNotOpened() throws Exception {
        assertEquals(
                Optional.empty(),
                ReceiveKeys.open(new Passphrase("fedcba9876543210"), capturedKeyMaterial()));
    }

    @Test
    void keyMaterial_cutOrOtherCipher_isRefused() throws Exception {
        byte[] message = capturedKeyMaterial();
        for (int size = 0; size < message.length; size++) {
            byte[] cut = Arrays.copyOf(message, size);
            assertThrows(SrtProtocolException.class, () -> KeyMaterial.parse(cut));
        }
        byte[] other = message.clone();
        other[8] = 9;
        assertThrows(SrtProtocolException.class, () -> KeyMaterial.parse(other));
        assertArrayEquals(message, KeyMaterial.parse(message).toBytes());
    }

    @Property(tries = 1000)
    void keyMaterial_randomBytes_isReadOrRefused(@ForAll @Size(max = 128) byte[] message) {
        try {
            assertTrue(KeyMaterial.parse(message).keyBytes() > 0);
        } catch (SrtProtocolException refused) {
            assertTrue(!String.valueOf(refused.getMessage()).isEmpty());
        }
    }

    @Test
    void payloadCipher_againstTheJvmsCounterMode_isTheSame() throws Exception {
        byte[] key = new byte[32];
        byte[] salt = new byte[16];
        byte[] plain = new byte[1316];
        SecureRandom random = new SecureRandom();
        random.nextBytes(key);
        random.nextBytes(salt);
        random.nextBytes(plain);
        int sequence = 0x7ABCDEF1;
        byte[] counter = salt.clone();
        counter[14] = 0;
        counter[15] = 0;
        for (int index = 0; index < 4; index++) {
            counter[10 + index] ^= (byte) (sequence >>> (24 - 8 * index));
        }
        Cipher reference = Cipher.getInstance("AES/CTR/NoPadding");
        reference.init(
                Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
        ByteBuf sealed = Unpooled.buffer();
        new CounterCipher(key, salt)
                .encrypt(
                        new PacketHeader(sequence, 0, 0, 0), Unpooled.wrappedBuffer(plain), sealed);
        assertArrayEquals(reference.doFinal(plain), ByteBufUtil.getBytes(sealed));
    }

    @Test
    void passphrase_ofAWrongLength_isRefusedAndNeverPrinted() {
        assertThrows(IllegalArgumentException.class, () -> new Passphrase("short"));
        assertThrows(IllegalArgumentException.class, () -> new Passphrase("x".repeat(80)));
        assertTrue(!OF_THE_CAPTURE.toString().contains("0123"));
    }
}
