package io.millrace.media.lpcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Smpte302Test {
    @Test
    void unpack_bytesOfTheStandardsOrder_giveSamples() throws Exception {
        // 16 bits, stereo: samples 0x0001 and 0x8000, all bits from the lowest on, status 0.
        Smpte302.Audio audio =
                Smpte302.unpack(Bytes.ofHex("00050000" + "8000000010").toByteArray());
        assertEquals(new LpcmFormat(16, 48_000, 2), audio.format());
        assertArrayEquals(Bytes.ofHex("00018000").toByteArray(), audio.samples());
    }

    @Test
    void unpack_twentyBits_arePaddedToTwentyFour() throws Exception {
        Smpte302.Audio audio =
                Smpte302.unpack(Bytes.ofHex("00060010" + "800000000010").toByteArray());
        assertEquals(24, audio.format().bits());
        assertArrayEquals(Bytes.ofHex("000010800000").toByteArray(), audio.samples());
    }

    @Property(tries = 200)
    void pack_anything_isUnpacked(
            @ForAll Random random,
            @ForAll boolean deep,
            @ForAll @IntRange(min = 1, max = 4) int pairs,
            @ForAll @IntRange(min = 1, max = 300) int frames)
            throws Exception {
        LpcmFormat format = new LpcmFormat(deep ? 24 : 16, 48_000, 2 * pairs);
        byte[] samples = new byte[frames * format.bytesPerTick()];
        random.nextBytes(samples);
        Smpte302.Audio audio = Smpte302.unpack(Smpte302.pack(format, samples));
        assertEquals(format, audio.format());
        assertArrayEquals(samples, audio.samples());
    }

    @Test
    void pack_whatDoesNotFit_isMalformed() {
        LpcmFormat format = new LpcmFormat(16, 48_000, 2);
        assertThrows(MalformedMediaException.class, () -> Smpte302.pack(format, new byte[3]));
        assertThrows(MalformedMediaException.class, () -> Smpte302.pack(format, new byte[60_000]));
        assertThrows(
                MalformedMediaException.class,
                () -> Smpte302.pack(new LpcmFormat(16, 44_100, 2), new byte[4]));
    }

    @Property(tries = 300)
    void unpack_random_isMalformedOrWithin(@ForAll @Size(max = 40) byte[] data) {
        try {
            assertTrue(Smpte302.unpack(data).samples().length <= data.length);
        } catch (MalformedMediaException malformed) {
            assertTrue(malformed.toString().contains("302"));
        }
    }
}
