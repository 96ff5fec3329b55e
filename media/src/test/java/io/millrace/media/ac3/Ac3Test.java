package io.millrace.media.ac3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Ac3Format;
import io.millrace.media.CodecFixture;
import io.millrace.media.Eac3Format;
import io.millrace.media.MalformedMediaException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ac3Test {
    @ParameterizedTest
    @CsvSource({"stereo.ac3,2,1010c0", "surround.ac3,6,103d40"})
    void ac3_ofFfmpeg_followsToTheEnd(String file, int channels, String box) throws Exception {
        byte[] data = CodecFixture.bytes(file);
        int position = 0;
        while (position < data.length) {
            int left = data.length - position;
            assertFalse(Ac3Header.isEnhanced(data, position, left));
            Ac3Header header = Ac3Header.parse(data, position, left);
            Ac3Format format = header.format();
            assertEquals(48_000, format.sampleRate());
            assertEquals(channels, format.channels());
            assertEquals(box, format.specificConfig().toString());
            position += header.frameBytes();
        }
        assertEquals(data.length, position);
    }

    @Test
    void eac3_ofFfmpeg_followsToTheEnd() throws Exception {
        byte[] data = CodecFixture.bytes("stereo.eac3");
        int position = 0;
        while (position < data.length) {
            int left = data.length - position;
            assertTrue(Ac3Header.isEnhanced(data, position, left));
            Eac3Header header = Eac3Header.parse(data, position, left);
            Eac3Format format = header.format();
            assertTrue(header.beginsUnit());
            assertEquals(1_536, header.samples());
            assertEquals(48_000, format.sampleRate());
            assertEquals(2, format.channels());
            assertEquals("0200200400", format.specificConfig().toString());
            position += header.frameBytes();
        }
        assertEquals(data.length, position);
    }

    @Test
    void parse_truncated_isMalformed() {
        byte[] plain = CodecFixture.bytes("stereo.ac3");
        byte[] enhanced = CodecFixture.bytes("stereo.eac3");
        for (int size = 0; size < 6; size++) {
            int available = size;
            assertThrows(MalformedMediaException.class, () -> Ac3Header.parse(plain, 0, available));
            assertThrows(
                    MalformedMediaException.class, () -> Eac3Header.parse(enhanced, 0, available));
        }
    }

    @Property(tries = 500)
    void parse_random_isMalformedOrOfSaneSize(@ForAll @Size(8) byte[] data) {
        data[0] = 0x0B;
        data[1] = 0x77;
        try {
            if (Ac3Header.isEnhanced(data, 0, 8)) {
                Eac3Header header = Eac3Header.parse(data, 0, 8);
                assertTrue(header.frameBytes() <= 4_096 && header.samples() >= 256);
                assertTrue(header.format().channels() <= 6);
            } else {
                assertTrue(Ac3Header.parse(data, 0, 8).frameBytes() <= 3_840);
            }
        } catch (MalformedMediaException malformed) {
            assertTrue(malformed.toString().contains("AC-3"));
        }
    }
}
