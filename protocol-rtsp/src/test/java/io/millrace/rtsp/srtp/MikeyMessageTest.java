package io.millrace.rtsp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MikeyMessageTest {
    private static final String KEY_AND_SALT =
            "e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6";

    /** Header, one crypto session, T, RAND, SP, KEMAC with a TEK: RFC 3830, section 6. */
    private static final String MESSAGE =
            "01000500 12345678 0100 00 cafebabe 00000002"
                    + "0b00 e0a1b2c3d4e5f607"
                    + "0a10 000102030405060708090a0b0c0d0e0f"
                    + "0100 000018 000101 010110 020101 030114 070101 080101 0a0101 0b010a"
                    + "0000 0022 0020001e"
                    + KEY_AND_SALT
                    + "00";

    private static MikeyMessage read(String hex) throws MikeyException {
        return MikeyReader.read(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static void assertRefused(String hex, String words) {
        MikeyException refused = assertThrows(MikeyException.class, () -> read(hex));
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    }

    @Test
    void message_withKey_isRead() throws Exception {
        MikeyMessage message = read(MESSAGE);
        assertEquals(0x12345678L, message.bundle());
        assertEquals(List.of(new MikeyMessage.CryptoSession(0xCAFEBABEL, 2)), message.sessions());
        assertEquals(SrtpVectorsTest.KEY, message.key());
    }

    @Test
    void message_withPaddingBehind_isRead() throws Exception {
        assertEquals(SrtpVectorsTest.KEY, read(MESSAGE + "00").key());
    }

    @Test
    void message_withKeyAndSaltApart_isRead() throws Exception {
        String apart =
                MESSAGE.replace(
                        "0000 0022 0020001e" + KEY_AND_SALT,
                        "0000 0024 00300010"
                                + KEY_AND_SALT.substring(0, 32)
                                + "000e"
                                + KEY_AND_SALT.substring(32));
        assertEquals(SrtpVectorsTest.KEY, read(apart).key());
    }

    @Test
    void message_withKeyIdentifier_isRead() throws Exception {
        String identified =
                MESSAGE.replace("0000 0022 0020001e", "0000 0027 0021001e")
                        .replace(KEY_AND_SALT + "00", KEY_AND_SALT + "04 01020304 00");
        assertEquals(Bytes.ofHex("01020304"), read(identified).key().identifier());
    }

    @Test
    void message_withShorterTagOrOtherCipher_isRefused() {
        assertRefused(MESSAGE.replace("0b010a", "0b0104"), "tag size 4");
        assertRefused(MESSAGE.replace("000101 010110", "000100 010110"), "encryption 0");
        assertRefused(MESSAGE.replace("010110", "010120"), "encryption key size 32");
    }

    @Test
    void message_withoutKey_isRefused() {
        assertRefused("01000000 12345678 0000", "no key");
    }

    @Test
    void message_withUnknownPayload_isRefused() {
        assertRefused("01000700 12345678 0000 0000", "payload 7");
    }

    @Test
    void message_cutOffAnywhere_isRefused() {
        byte[] whole = HexFormat.of().parseHex(MESSAGE.replace(" ", ""));
        for (int size = 0; size < whole.length; size++) {
            byte[] part = Arrays.copyOf(whole, size);
            assertThrows(MikeyException.class, () -> MikeyReader.read(part), "size " + size);
        }
    }

    @Test
    void writtenMessage_isReadAsItWas() throws Exception {
        SrtpKey key =
                new SrtpKey(
                        SrtpVectorsTest.KEY.master(),
                        SrtpVectorsTest.KEY.salt(),
                        Bytes.ofHex("abcd"));
        MikeyMessage message = MikeyMessage.of(key, List.of(1L, 0xFFFF_FFFFL));
        assertEquals(message, MikeyMessage.parse(message.toText()));
        assertFalse(message.toString().contains("e1f97a"), "the key is in the text");
    }

    @Test
    void header_andAttribute_carryTheMessage() throws Exception {
        MikeyMessage message = MikeyMessage.of(SrtpKey.random(), List.of(5L));
        String url = "rtsps://host/a;b";
        assertEquals(message, KeyManagement.ofHeader(KeyManagement.header(url, message)));
        assertEquals(
                Optional.of(message), KeyManagement.ofAttribute(KeyManagement.attribute(message)));
        assertEquals(Optional.empty(), KeyManagement.ofAttribute("other AAAA"));
    }

    @Test
    void header_ofOtherProtocolOrWithoutData_isRefused() {
        String data = Base64.getEncoder().encodeToString(new byte[10]);
        for (String header :
                List.of("", "prot=mikey", "prot=sdes;uri=\"a\";data=\"" + data + "\"", "data=%")) {
            assertThrows(MikeyException.class, () -> KeyManagement.ofHeader(header), header);
        }
    }

    @Property(tries = 300)
    void mutatedMessage_isReadOrRefused(
            @ForAll @IntRange(max = 110) int at, @ForAll byte value, @ForAll byte[] behind) {
        byte[] bytes = HexFormat.of().parseHex(MESSAGE.replace(" ", ""));
        bytes[at % bytes.length] = value;
        byte[] more = Arrays.copyOf(bytes, bytes.length + behind.length);
        System.arraycopy(behind, 0, more, bytes.length, behind.length);
        for (byte[] tried : List.of(bytes, more, behind)) {
            try {
                assertEquals(30, MikeyReader.read(tried).key().joined().length);
            } catch (MikeyException refused) {
                assertFalse(String.valueOf(refused.getMessage()).isEmpty());
            }
        }
    }
}
