package io.millrace.media.av1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
import io.millrace.media.FrameFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Av1Test {
    /** What ffmpeg writes of the fixture. */
    private static final String AV1C = "81000c000a0a00000003b5feb36be401";

    @Test
    void parse_streamOfFfmpeg_tellsFormatAndKey() throws Exception {
        FrameFixture fixture = FrameFixture.av1();
        Av1SequenceHeader header = Av1SequenceHeader.of((Av1Format) fixture.format());
        assertEquals(192, header.width());
        assertEquals(108, header.height());
        assertEquals(new Av1ColorConfig(8, false, true, true, 0), header.color());
        assertEquals(
                List.of(true, false, false, false),
                fixture.units().stream().map(Unit::randomAccess).toList());
    }

    @Test
    void parse_delimitersAndPadding_areLeftOut() throws Exception {
        byte[] received = FrameFixture.temporalUnits().getFirst();
        byte[] padded = Arrays.copyOf(received, received.length + 4);
        padded[received.length] = Obu.PADDING << 3 | Obu.HAS_SIZE;
        padded[received.length + 1] = 2;
        byte[] payload = Av1TemporalUnit.parse(padded).payload();
        assertArrayEquals(Arrays.copyOfRange(received, 2, received.length), payload);
    }

    @Test
    void parse_obuWithoutSizeField_getsOne() throws Exception {
        byte[] bare = {(byte) (Obu.METADATA << 3), 1, 2};
        assertArrayEquals(
                new byte[] {Obu.METADATA << 3 | Obu.HAS_SIZE, 2, 1, 2},
                Av1TemporalUnit.parse(bare).payload());
        assertFalse(Av1TemporalUnit.parse(bare).hasFrame());
    }

    @Test
    void with_keyFrameThatHasNoSequenceHeader_getsIt() throws Exception {
        FrameFixture fixture = FrameFixture.av1();
        byte[] whole = fixture.units().getFirst().payload();
        int headerSize = ((Av1Format) fixture.format()).sequenceHeader().size();
        Av1TemporalUnit frame =
                Av1TemporalUnit.parse(Arrays.copyOfRange(whole, headerSize, whole.length));
        assertFalse(frame.randomAccess());
        assertTrue(frame.keyFrame());
        Av1TemporalUnit completed = frame.with((Av1Format) fixture.format());
        assertTrue(completed.randomAccess());
        assertArrayEquals(whole, completed.payload());
    }

    @Test
    void configuration_isWhatFfmpegWritesAndReadsBack() throws Exception {
        Av1Format format = (Av1Format) FrameFixture.av1().format();
        ByteBuf out = Unpooled.buffer();
        Av1Configuration.write(format, out);
        assertEquals(AV1C, ByteBufUtil.hexDump(out));
        byte[] record = Bytes.ofHex(AV1C).toByteArray();
        assertEquals(format, Av1Configuration.read(record));
        for (int size = 0; size < record.length; size++) {
            byte[] cut = Arrays.copyOf(record, size);
            assertThrows(MalformedMediaException.class, () -> Av1Configuration.read(cut));
        }
        assertEquals("av01.0.00M.08", Av1Configuration.codecName(format));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, Integer.MAX_VALUE})
    void leb128_written_hasTheSizeItSays(int value) {
        byte[] out = new byte[8];
        int size = Obu.writeLeb128(value, out, 0);
        assertEquals(Obu.leb128Size(value), size);
        long read = 0;
        for (int i = 0; i < size; i++) {
            read |= (out[i] & 0x7FL) << (7 * i);
        }
        assertEquals(value, read);
    }

    @Test
    void all_truncated_isMalformedOrFewer() throws Exception {
        byte[] data = FrameFixture.temporalUnits().getFirst();
        for (int size = 0; size < data.length; size++) {
            byte[] cut = Arrays.copyOf(data, size);
            try {
                assertTrue(Obu.all(cut).size() < 3);
            } catch (MalformedMediaException expected) {
                assertNotNull(expected.getMessage());
            }
        }
    }

    @Property(tries = 500)
    void parse_random_isMalformedOrAUnit(
            @ForAll @Size(max = 40) byte[] data, @ForAll boolean sequence) {
        byte[] input = data.clone();
        if (sequence && input.length > 2) {
            input[0] = Obu.SEQUENCE_HEADER << 3;
            input[1] = (byte) (input[1] & 0x3F);
        }
        try {
            Av1TemporalUnit unit = Av1TemporalUnit.parse(input);
            assertArrayEquals(unit.payload(), Av1TemporalUnit.parse(unit.payload()).payload());
            if (unit.format().isPresent()) {
                ByteBuf out = Unpooled.buffer();
                Av1Configuration.write(unit.format().get(), out);
                assertEquals(unit.format().get(), Av1Configuration.read(ByteBufUtil.getBytes(out)));
            }
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }
}
