package io.millrace.media.mpeg4video;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

public class Mpeg4VideoTest {
    private static final int VOP = 0xB6;

    /** The units of a stream, cut where the headers of a VOP begin. */
    public static List<byte[]> units(byte[] stream) {
        List<byte[]> units = new ArrayList<>();
        int begin = 0;
        boolean vop = false;
        int at = StartCodes.next(stream, 0, stream.length);
        while (at < stream.length) {
            int code = StartCodes.value(stream, at);
            if (vop && Mpeg4VideoUnit.beginsUnit(code)) {
                units.add(Arrays.copyOfRange(stream, begin, at));
                begin = at;
                vop = false;
            }
            vop |= code == VOP;
            at = StartCodes.next(stream, at + StartCodes.SIZE, stream.length);
        }
        units.add(Arrays.copyOfRange(stream, begin, stream.length));
        return units;
    }

    @Test
    void units_ofFfmpeg_tellTypesAndLoseTheirHeaders() throws Exception {
        List<byte[]> units = units(CodecFixture.bytes("b-pictures.m4v"));
        StringBuilder types = new StringBuilder();
        for (byte[] unit : units) {
            Mpeg4VideoUnit parsed = Mpeg4VideoUnit.parse(unit);
            types.append(parsed.randomAccess() ? 'K' : parsed.bidirectional() ? 'B' : 'P');
            int size = parsed.configuration().map(config -> config.size()).orElse(0);
            assertEquals(unit.length, size + parsed.payload().length);
            assertTrue((parsed.payload()[3] & 0xFF) >= 0xB3);
        }
        assertEquals(20, units.size());
        assertEquals("KPBBPBBKBBPBBPBBKBBP", types.toString());
    }

    @Test
    void layer_ofFfmpeg_tellsSizeAndTime() throws Exception {
        byte[] first = units(CodecFixture.bytes("b-pictures.m4v")).getFirst();
        byte[] config = Mpeg4VideoUnit.parse(first).configuration().orElseThrow().toByteArray();
        VideoObjectLayer layer = VideoObjectLayer.find(config);
        assertEquals(96, layer.width());
        assertEquals(64, layer.height());
        assertEquals(25, layer.timeResolution());
        for (int size = 0; size < config.length - 40; size++) {
            byte[] cut = Arrays.copyOf(config, size);
            if (size < 30) {
                assertThrows(MalformedMediaException.class, () -> VideoObjectLayer.find(cut));
            }
        }
    }

    @Property(tries = 500)
    void parse_mutated_isMalformedOrSane(@ForAll Random random) {
        byte[] unit = units(CodecFixture.bytes("b-pictures.m4v")).getFirst();
        for (int i = 0; i < 4; i++) {
            unit[random.nextInt(60)] = (byte) random.nextInt(256);
        }
        try {
            assertTrue(Mpeg4VideoUnit.parse(unit).payload().length > 4);
            assertTrue(VideoObjectLayer.find(unit).width() > 0);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }
}
