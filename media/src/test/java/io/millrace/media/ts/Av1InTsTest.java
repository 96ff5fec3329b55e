package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
import io.millrace.media.CollectedUnits;
import io.millrace.media.FrameFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.hls.HlsFormats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Carriage of AV1 in MPEG-2 TS; no peer on this machine reads or writes it. */
class Av1InTsTest {
    private static final int FRAME_TICKS = 3_600;

    /** The fixture again and again, so that packets become trusted. */
    private static List<Unit> units(int rounds) throws MalformedMediaException {
        List<Unit> units = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (Unit unit : FrameFixture.av1().units()) {
                long ticks = (long) units.size() * FRAME_TICKS;
                units.add(new Unit(0, ticks, ticks, 0, unit.randomAccess(), unit.payload()));
            }
        }
        return units;
    }

    private static byte[] muxed(List<Unit> units) throws MalformedMediaException {
        TsMuxer muxer = new TsMuxer(List.of(new Track(0, FrameFixture.av1().format())));
        ByteBuf out = Unpooled.buffer();
        muxer.write(units, out);
        assertEquals(0, muxer.leftOutUnits());
        return ByteBufUtil.getBytes(out);
    }

    private static CollectedUnits demuxed(byte[] stream, int piece) {
        CollectedUnits found = new CollectedUnits();
        TsDemuxer demuxer = new TsDemuxer(found, 1 << 20);
        for (int at = 0; at < stream.length; at += piece) {
            int size = Math.min(piece, stream.length - at);
            demuxer.read(Unpooled.wrappedBuffer(stream, at, size), 0);
        }
        demuxer.finish();
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 188, 1 << 20})
    void units_written_areReadBack(int piece) throws Exception {
        List<Unit> units = units(5);
        CollectedUnits found = demuxed(muxed(units), piece);
        assertEquals(FrameFixture.av1().format(), found.tracks().getFirst().format());
        assertEquals(units.size(), found.units.size());
        long first = found.units.getFirst().ptsTicks();
        for (int i = 0; i < units.size(); i++) {
            Unit unit = found.units.get(i);
            assertEquals(units.get(i).ptsTicks(), unit.ptsTicks() - first);
            assertEquals(unit.ptsTicks(), unit.dtsTicks());
            assertEquals(units.get(i).randomAccess(), unit.randomAccess());
            assertArrayEquals(units.get(i).payload(), unit.payload());
        }
    }

    @Test
    void programMap_hasRegistrationAndVideoDescriptor() throws Exception {
        UnitPayload.Naming naming = UnitPayload.of(FrameFixture.av1().format()).naming();
        assertEquals(StreamTypes.PRIVATE_PES, naming.streamType());
        assertEquals(PesHeader.STREAM_ID_PRIVATE, naming.streamId());
        assertEquals(Bytes.ofHex("050441563031" + "800481000cc0"), naming.descriptors());
    }

    @Test
    void payload_likeStartCodes_isEscapedAndBack() throws Exception {
        byte[] obu = Bytes.ofHex("2a0a00000000010000030405").toByteArray();
        Unit unit = new Unit(0, 0, 0, 0, false, obu);
        byte[] written = UnitPayload.of(FrameFixture.av1().format()).of(List.of(unit)).getFirst();
        assertEquals(
                "0000011200" + "000001" + "2a0a0000030000030100000303" + "0405",
                ByteBufUtil.hexDump(written));
        assertArrayEquals(obu, Av1Payload.withoutEmulationPrevention(written, 8, written.length));
    }

    /** Two packets, as the specification has them, one of a frame that is not shown. */
    @Test
    void framesApart_ofOneTemporalUnit_arePutTogether() throws Exception {
        Av1Codec codec = new Av1Codec();
        byte[] hidden = Bytes.ofHex("1a00" + "32020000").toByteArray();
        assertTrue(codec.beginsAccessUnit(Bytes.ofHex("1200").toByteArray(), 0, 2));
        assertFalse(codec.beginsAccessUnit(hidden, 2, hidden.length));
        assertFalse(codec.isWhole());
        byte[] shown = Bytes.ofHex("32021000").toByteArray();
        assertFalse(codec.beginsAccessUnit(shown, 0, shown.length));
        assertTrue(codec.isWhole());
        assertTrue(codec.beginsAccessUnit(shown, 0, shown.length));
    }

    @Test
    void hlsSegments_doNotCarryIt() throws Exception {
        Av1Format format = (Av1Format) FrameFixture.av1().format();
        assertTrue(TsMuxer.canCarry(format));
        assertFalse(HlsFormats.canCarry(format));
        assertFalse(HlsFormats.CODECS.contains(format.codec()));
        assertTrue(HlsFormats.CODECS.contains("Opus"));
    }

    @Property(tries = 200)
    void read_mutated_givesUnitsInOrderAndNoFailure(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] stream = muxed(units(3));
        for (int i = random.nextInt(20); i > 0; i--) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
        }
        long last = Long.MIN_VALUE;
        for (Unit unit : demuxed(stream, 1 + random.nextInt(500)).units) {
            assertTrue(unit.dtsTicks() >= last || unit.dtsTicks() < last - 90_000);
            last = unit.dtsTicks();
        }
    }
}
