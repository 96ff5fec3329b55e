package io.millrace.runtime.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.runtime.config.SecretBox.NotOpenedException;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    /** Made with libsodium's crypto_secretbox_easy; nonce 00 01 … 17, key filled with zeros. */
    private static final String SEALED =
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXD1cD6rZxlahM6i38a2ovAkC3hS6IIrfxygJMfqgw"
                    + "vPxsuCIFTIs7uvoJhkSlHeiqxEYPo2CArwWYGpdCHjg=";

    /** The same, key of 32 {@code k}, nonce of zeros. */
    private static final String LONG_SEALED =
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA6MbMFl4J5QdsWCl2DoOHpxqpiqeMCjZENDCJj93z"
                    + "0FBOIkC2cQZMkn6XOX8omjVo3TXurucMPIMPD5bdBhB2Cwuk47yFddQ3EpQPrIEXXAHXb9l0"
                    + "x6xOriz9HVBJaSIIbHGVdEp7MmBDcpAucgxUBIlCAZ7k7oCuRPvHvweHUqnQJ9D/ioWjJUzD"
                    + "JfqJHienFNGVmsIyyKpoOBA/EYJn+nYLAuKSy50gtwXl4r/6Y2o/GImMKR2OKdAexqAH2ywP"
                    + "eCjsIiNOr9hfpvQvEtxQC0cWoUjxo+43";

    @Test
    void open_ofAnotherLibrary_givesText() throws Exception {
        assertEquals(
                "rtsp: {port: 1000}\npaths: {cam1: {grace: 7s}}\n",
                SecretBox.open(SEALED, "testing123testin"));
        assertEquals("x".repeat(200), SecretBox.open(LONG_SEALED, "k".repeat(32)));
        assertEquals("x".repeat(200), SecretBox.open(LONG_SEALED + "\n", "k".repeat(40)));
    }

    @Property(tries = 50)
    void seal_anyText_isOpened(@ForAll String text, @ForAll String key) throws Exception {
        String readable = new String(text.getBytes(UTF_8), UTF_8);
        assertEquals(readable, SecretBox.open(SecretBox.seal(readable, key), key));
    }

    @Test
    void seal_twice_givesOtherNonces() {
        assertNotEquals(SecretBox.seal("a", "k"), SecretBox.seal("a", "k"));
    }

    @Test
    void open_everyChangedByte_isRefused() {
        byte[] box = Base64.getDecoder().decode(SEALED);
        for (int at = 0; at < box.length; at++) {
            byte[] changed = box.clone();
            changed[at] ^= 1;
            String text = Base64.getEncoder().encodeToString(changed);
            assertThrows(NotOpenedException.class, () -> SecretBox.open(text, "testing123testin"));
        }
    }

    @Test
    void open_otherKeyTruncatedOrPlain_isRefused() {
        assertRefused("cannot be decrypted: another key, or damaged", SEALED, "other");
        assertRefused("is not encrypted", "AAAA", "k");
        assertRefused("is not encrypted", "", "k");
        assertRefused("is not encrypted", "rtsp: {port: 1000}", "k");
    }

    private static void assertRefused(String reason, String text, String key) {
        assertEquals(
                reason,
                assertThrows(NotOpenedException.class, () -> SecretBox.open(text, key))
                        .getMessage());
    }
}
