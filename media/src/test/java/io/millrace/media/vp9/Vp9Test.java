package io.millrace.media.vp9;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.FrameFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.vp8.Vp8Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** VP9 and VP8 frames. */
class Vp9Test {
    private static final Vp9Format SMALL = new Vp9Format(0, 8, 1, false, 192, 108);

    @Test
    void parse_framesOfFfmpeg_tellSizeAndKey() throws Exception {
        assertEquals(SMALL, FrameFixture.vp9().format());
        assertEquals(new Vp8Format(192, 108), FrameFixture.vp8().format());
        for (FrameFixture fixture : List.of(FrameFixture.vp9(), FrameFixture.vp8())) {
            assertEquals(
                    List.of(true, false, false, false),
                    fixture.units().stream().map(Unit::randomAccess).toList());
        }
    }

    @Test
    void parse_headersOfEveryProfile_tellDepthAndChroma() throws Exception {
        // profile, key frame, sync code, color config, 64x48
        assertEquals(new Vp9Format(1, 8, 3, true, 64, 48), format("a2 498342 e0 03f0 02f0"));
        assertEquals(new Vp9Format(2, 10, 1, false, 64, 48), format("92 498342 10 01f8 0178"));
        assertEquals(new Vp9Format(2, 12, 1, false, 64, 48), format("92 498342 90 01f8 0178"));
        assertThrows(MalformedMediaException.class, () -> format("82 498342 e0 03f0 02f0"));
        assertThrows(MalformedMediaException.class, () -> format("82 498343 e0 03f0 02f0"));
    }

    private static Vp9Format format(String hex) throws MalformedMediaException {
        byte[] header = Bytes.ofHex(hex.replace(" ", "")).toByteArray();
        return Vp9Frame.parse(header).format().orElseThrow();
    }

    @Test
    void parse_shownExistingFrame_isNoKeyFrame() throws Exception {
        assertFalse(Vp9Frame.parse(new byte[] {(byte) 0x88}).keyFrame());
    }

    @Test
    void parse_truncatedKeyFrame_isMalformed() throws Exception {
        byte[] vp9 = FrameFixture.vp9().units().getFirst().payload();
        for (int size = 0; size < 9; size++) {
            byte[] cut = Arrays.copyOf(vp9, size);
            assertThrows(MalformedMediaException.class, () -> Vp9Frame.parse(cut));
        }
        byte[] vp8 = FrameFixture.vp8().units().getFirst().payload();
        for (int size = 0; size < 10; size++) {
            byte[] cut = Arrays.copyOf(vp8, size);
            assertThrows(MalformedMediaException.class, () -> Vp8Frame.parse(cut));
        }
    }

    @Property(tries = 500)
    void parse_random_isMalformedOrAFrame(@ForAll @Size(max = 16) byte[] frame) {
        try {
            Vp9Frame parsed = Vp9Frame.parse(frame);
            assertEquals(parsed.keyFrame(), parsed.format().isPresent());
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
        try {
            Vp8Frame parsed = Vp8Frame.parse(frame);
            assertEquals(parsed.keyFrame(), parsed.format().isPresent());
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }

    @Test
    void configuration_isWhatFfmpegWrites() {
        ByteBuf out = Unpooled.buffer();
        Vp9Configuration.write(SMALL, out);
        assertEquals("01000000000a820202020000", ByteBufUtil.hexDump(out));
    }

    @Test
    void codecName_ofSizesAndChroma() {
        assertEquals("vp09.00.10.08", Vp9Configuration.codecName(SMALL));
        assertEquals(
                "vp09.00.40.08",
                Vp9Configuration.codecName(new Vp9Format(0, 8, 1, false, 1920, 1080)));
        assertEquals(
                "vp09.01.50.10.03.01.01.01.01",
                Vp9Configuration.codecName(new Vp9Format(1, 10, 3, true, 3840, 2160)));
        assertTrue(
                Vp9Configuration.codecName(new Vp9Format(0, 8, 1, false, 65_536, 65_536))
                        .startsWith("vp09.00.62"));
    }
}
