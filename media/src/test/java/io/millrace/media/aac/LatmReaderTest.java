package io.millrace.media.aac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.CodecFixture;
import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LatmReaderTest {
    private static final byte[] STREAM = CodecFixture.bytes("stereo.latm");

    @Test
    void read_streamOfFfmpeg_givesEveryAccessUnit() throws Exception {
        LatmReader reader = new LatmReader();
        int position = 0;
        int units = 0;
        while (position < STREAM.length) {
            int size = LatmReader.loasFrameBytes(STREAM, position, STREAM.length - position);
            List<byte[]> read =
                    reader.read(
                            STREAM,
                            position + LatmReader.LOAS_HEADER,
                            size - LatmReader.LOAS_HEADER,
                            true);
            assertEquals(1, read.size());
            assertTrue(read.getFirst().length > 4);
            units++;
            position += size;
        }
        assertEquals(STREAM.length, position);
        assertTrue(units >= 24, units + " units");
        AacFormat format = reader.format().orElseThrow();
        assertEquals(48_000, format.sampleRate());
        assertEquals(2, format.channels());
        assertEquals("1190", format.audioSpecificConfig().toString().substring(0, 4));
    }

    @Test
    void configure_ofSessionDescription_tellsTheFormat() throws Exception {
        LatmReader reader = new LatmReader();
        reader.configure(Bytes.ofHex("400024203fc0").toByteArray());
        assertEquals(2, reader.format().orElseThrow().channels());
        assertEquals(44_100, reader.format().orElseThrow().sampleRate());
    }

    @Test
    void read_beforeAnyConfiguration_givesNothing() throws Exception {
        assertEquals(List.of(), new LatmReader().read(new byte[] {1, 2}, 0, 2, false));
    }

    @Test
    void read_truncated_isMalformed() throws Exception {
        int whole = LatmReader.loasFrameBytes(STREAM, 0, STREAM.length) - LatmReader.LOAS_HEADER;
        for (int size = 0; size < whole - 2; size++) {
            int cut = size;
            assertThrows(
                    MalformedMediaException.class,
                    () -> new LatmReader().read(STREAM, LatmReader.LOAS_HEADER, cut, true));
        }
    }

    @Property(tries = 500)
    void read_mutated_isMalformedOrWithin(@ForAll Random random) {
        byte[] data = STREAM.clone();
        for (int i = 0; i < 3; i++) {
            data[3 + random.nextInt(20)] = (byte) random.nextInt(256);
        }
        try {
            int size = 0;
            for (byte[] unit : new LatmReader().read(data, 3, 400, true)) {
                size += unit.length;
            }
            assertTrue(size <= 400);
        } catch (MalformedMediaException malformed) {
            assertNotNull(malformed.getMessage());
        }
    }
}
