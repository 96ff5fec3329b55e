package io.millrace.media.mpegvideo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.CodecFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.codec.StartCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class MpegVideoTest {
    /** The units of a stream, cut where a picture's headers begin. */
    public static List<byte[]> units(byte[] stream) {
        List<byte[]> units = new ArrayList<>();
        int begin = 0;
        boolean slices = false;
        int at = StartCodes.next(stream, 0, stream.length);
        while (at < stream.length) {
            int code = StartCodes.value(stream, at);
            if (slices && MpegVideoPicture.beginsUnit(code)) {
                units.add(Arrays.copyOfRange(stream, begin, at));
                begin = at;
                slices = false;
            }
            slices |= MpegVideoPicture.isSlice(code);
            at = StartCodes.next(stream, at + StartCodes.SIZE, stream.length);
        }
        units.add(Arrays.copyOfRange(stream, begin, stream.length));
        return units;
    }

    @ParameterizedTest
    @CsvSource({"b-pictures.m1v,1", "b-pictures.m2v,2"})
    void units_ofFfmpeg_tellTypesAndOrder(String file, int version) throws Exception {
        List<byte[]> units = units(CodecFixture.bytes(file));
        assertEquals(20, units.size());
        StringBuilder types = new StringBuilder();
        for (byte[] unit : units) {
            MpegVideoPicture picture = MpegVideoPicture.parse(unit);
            types.append(picture.randomAccess() ? 'K' : picture.bidirectional() ? 'B' : 'P');
            assertEquals(picture.intra(), picture.randomAccess());
        }
        assertEquals("KPBBPBBKBBPBBPBBKBBP", types.toString());
        byte[] first = units.getFirst();
        assertEquals(0, MpegVideoPicture.parse(first).temporalReference());
        assertEquals(3, MpegVideoPicture.parse(units.get(1)).temporalReference());
        MpegVideoSequence sequence = MpegVideoSequence.parse(first, 0, first.length);
        assertEquals(version, sequence.version());
        assertEquals(96, sequence.width());
        assertEquals(64, sequence.height());
        assertEquals(3_600, sequence.frameTicks());
        assertFalse(sequence.lowDelay());
        var format = MpegVideoSequence.format(first, 0, first.length);
        assertEquals(version, format.version());
        assertTrue(format.sequenceHeader().size() < 100);
    }

    @Test
    void parse_truncatedHeaders_isMalformed() {
        byte[] unit = units(CodecFixture.bytes("b-pictures.m2v")).getFirst();
        for (int size = 0; size < 20; size++) {
            byte[] cut = Arrays.copyOf(unit, size);
            assertThrows(MalformedMediaException.class, () -> MpegVideoPicture.parse(cut));
            if (size < 12) {
                assertThrows(
                        MalformedMediaException.class,
                        () -> MpegVideoSequence.parse(cut, 0, cut.length));
            }
        }
    }

    @Property(tries = 500)
    void parse_mutated_isMalformedOrSane(@ForAll Random random) {
        byte[] unit = units(CodecFixture.bytes("b-pictures.m2v")).getFirst();
        for (int i = 0; i < 4; i++) {
            unit[random.nextInt(60)] = (byte) random.nextInt(256);
        }
        try {
            assertTrue(MpegVideoPicture.parse(unit).temporalReference() < 1024);
            assertTrue(MpegVideoSequence.parse(unit, 0, unit.length).frameTicks() > 0);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }
}
