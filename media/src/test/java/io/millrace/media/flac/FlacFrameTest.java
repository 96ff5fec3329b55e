package io.millrace.media.flac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlacFrameTest {
    @ParameterizedTest
    @CsvSource({
        "fff8 1a18 00 c2, 192",
        "fff8 2a18 00 c2, 576",
        "fff8 5a18 00 c2, 4608",
        "fff8 8a18 00 c2, 256",
        "fff8 ca18 00 c2, 4096",
        "fff8 6a18 05 7f c2, 128",
        "fff8 7a18 c280 11ff c2, 4608",
        "fff9 7a18 e18080 00ff c2, 256"
    })
    void samples_ofEveryBlockSizeCode(String header, int samples) throws Exception {
        assertEquals(samples, FlacFrame.samples(Bytes.ofHex(header).toByteArray()));
    }

    @Test
    void samples_truncatedOrReserved_isMalformed() {
        byte[] frame = Bytes.ofHex("fff8 7a18 c280 11ff").toByteArray();
        for (int size = 0; size < frame.length; size++) {
            byte[] cut = Arrays.copyOf(frame, size);
            assertThrows(MalformedMediaException.class, () -> FlacFrame.samples(cut));
        }
        byte[] reserved = Bytes.ofHex("fff8 0a18 00 c2").toByteArray();
        assertThrows(MalformedMediaException.class, () -> FlacFrame.samples(reserved));
    }

    @Property(tries = 500)
    void samples_random_isMalformedOrACount(@ForAll @Size(max = 12) byte[] rest) {
        byte[] frame = new byte[rest.length + 2];
        frame[0] = (byte) 0xFF;
        frame[1] = (byte) 0xF8;
        System.arraycopy(rest, 0, frame, 2, rest.length);
        try {
            assertTrue(FlacFrame.samples(frame) > 0);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }
}
