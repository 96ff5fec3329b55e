package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.H264Format;
import io.millrace.media.KlvFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables, programs, packet sizes and private streams (ISO/IEC 13818-1, 2.4). */
class TsProgramTest {
    private static final byte[] ITEMS =
            Bytes.ofHex("060e2b34020b01010e01030101000000 03 010203").toByteArray();
    private static final int KLV_PID = 0x50;
    private static final ElementaryStream KLV =
            TsBytes.stream(KLV_PID, 0x06, Descriptors.registration("KLVA"));

    private final TsBytes stream = new TsBytes();
    private final CollectedUnits found = new CollectedUnits();
    private TsDemuxer demuxer = new TsDemuxer(found, 10_000);

    private void demux(ByteBuf bytes) {
        demuxer.read(bytes.slice(), 9);
        demuxer.finish();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4, 0", "0, 16"})
    void read_packetsOf188Or192Or204Bytes_areFound(int before, int after) {
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, KLV_PID, KLV).pcr(KLV_PID, 900);
        for (int i = 0; i < 4; i++) {
            stream.pes(KLV_PID, 0xBD, 1000 + i, ITEMS);
        }
        demux(stream.framed(before, after));
        assertEquals(4, found.units.size());
        assertEquals(before, demuxer.skippedBytes()); // before the first
        assertArrayEquals(ITEMS, found.units.getLast().payload());
    }

    @Test
    void read_severalPrograms_firstOfThePatIsRead() {
        stream.pat(0, 0, 0, 0, 0x10, 7, 0x47, 3, 0x43);
        stream.pmt(0x43, 3, 0, 0x60, TsBytes.stream(0x60, 0x06, Descriptors.registration("KLVA")));
        stream.pmt(0x47, 7, 0, KLV_PID, KLV).pcr(KLV_PID, 0);
        stream.pes(0x60, 0xBD, 1, new byte[] {1}).pes(KLV_PID, 0xBD, 2, ITEMS);
        demux(stream.out);
        assertEquals(1, found.units.size());
        assertArrayEquals(ITEMS, found.units.getFirst().payload());
    }

    @Test
    void read_chosenProgram_isReadThoughItIsInAnotherSection() {
        demuxer = new TsDemuxer(found, TsDemuxerSettings.ofFirstProgram(10_000).withProgram(3));
        stream.pat(0, 0, 1, 7, 0x47).pat(0, 1, 1, 3, 0x43);
        stream.pmt(0x47, 7, 0, 0x60, TsBytes.stream(0x60, 0x06, Descriptors.registration("KLVA")));
        stream.pmt(0x43, 3, 0, KLV_PID, KLV).pcr(KLV_PID, 0);
        stream.pes(0x60, 0xBD, 1, new byte[] {1}).pes(KLV_PID, 0xBD, 2, ITEMS);
        demux(stream.out);
        assertArrayEquals(ITEMS, found.units.getFirst().payload());
        assertTrue(demuxer.counts().count(TsDrop.OTHER_PID) >= 2);
    }

    @Test
    void read_programMapOfSeveralPackets_isPutTogether() {
        byte[] filler = Descriptors.of(0xFE, new int[200]);
        stream.pat(0, 0, 0, 1, 0x40);
        stream.pmt(
                0x40,
                1,
                0,
                KLV_PID,
                TsBytes.stream(0x60, 0x05, filler),
                TsBytes.stream(0x61, 0x05, filler),
                KLV);
        stream.pcr(KLV_PID, 0).pes(KLV_PID, 0xBD, 2, ITEMS);
        demux(stream.out);
        assertEquals(1, found.units.size());
        assertEquals(3, found.tracks().size());
    }

    @Test
    void read_newVersionOfTheMap_pidMovesAndTrackStays() {
        ElementaryStream moved = TsBytes.stream(0x70, 0x06, Descriptors.registration("KLVA"));
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, 0x51, KLV).pcr(0x51, 0);
        stream.pes(KLV_PID, 0xBD, 2, ITEMS);
        stream.pmt(0x40, 1, 1, 0x51, moved).pes(0x70, 0xBD, 3, ITEMS);
        stream.pes(KLV_PID, 0xBD, 4, new byte[] {9});
        demux(stream.out);
        assertEquals(2, found.units(0).size());
        assertEquals(2, found.units.size());
    }

    @Test
    void read_mapWithWrongCrc_isCountedAndTheNextOneUsed() {
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, KLV_PID, KLV);
        stream.out.setByte(188 + 20, 0x77);
        stream.pmt(0x40, 1, 0, KLV_PID, KLV).pcr(KLV_PID, 0).pes(KLV_PID, 0xBD, 2, ITEMS);
        demux(stream.out);
        assertEquals(1, demuxer.counts().count(TsDrop.SECTION_MALFORMED));
        assertEquals(1, found.units.size());
    }

    @Test
    void read_moreStreamsThanTheLimit_areLeftOutAndCounted() {
        ElementaryStream[] many = new ElementaryStream[80];
        for (int i = 0; i < many.length; i++) {
            many[i] = TsBytes.stream(0x100 + i, 0x06);
        }
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, 0x100, many);
        demux(stream.out);
        assertEquals(64, demuxer.tracks().size());
        assertEquals(16, demuxer.counts().count(TsDrop.OVER_LIMIT));
    }

    @Test
    void read_scrambledAndDamagedPackets_areCountedAndDropped() {
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, KLV_PID, KLV).pcr(KLV_PID, 0);
        int at = stream.out.writerIndex();
        stream.pes(KLV_PID, 0xBD, 2, ITEMS).pes(KLV_PID, 0xBD, 3, ITEMS);
        stream.pes(KLV_PID, 0xBD, 4, ITEMS);
        stream.out.setByte(at + 3, stream.out.getByte(at + 3) | 0x80);
        stream.out.setByte(at + 188 + 1, stream.out.getByte(at + 188 + 1) | 0x80);
        demux(stream.out);
        assertEquals(1, demuxer.counts().count(TsDrop.SCRAMBLED));
        assertEquals(1, demuxer.counts().count(TsDrop.TRANSPORT_ERROR));
        assertEquals(1, demuxer.continuityErrors());
        assertEquals(1, found.units.size());
    }

    @Test
    void read_klv_isATrackOfItsOwn() {
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, KLV_PID, KLV).pcr(KLV_PID, 4_500);
        stream.pes(KLV_PID, 0xBD, -1, ITEMS);
        demux(stream.out);
        assertEquals(new KlvFormat(false), found.tracks().getFirst().format());
        assertEquals(4_500, found.units.getFirst().ptsTicks()); // the clock's
    }

    /** An unscheduled splice_insert's shell: splice_null with pts_adjustment 5. */
    private static byte[] splice() {
        ByteBuf section = Unpooled.buffer();
        section.writeByte(0xFC).writeShort(0x3011).writeByte(0);
        section.writeByte(0).writeInt(5).writeByte(0).writeMedium(0xFFF000).writeByte(0);
        section.writeShort(0);
        section.writeInt(Crc32Mpeg.of(section, 0, section.readableBytes()));
        byte[] bytes = new byte[section.readableBytes()];
        section.readBytes(bytes);
        return bytes;
    }

    @Test
    void muxer_spliceMessage_keepsItsDistanceToTheUnit() throws Exception {
        stream.pat(0, 0, 0, 1, 0x40);
        stream.pmt(0x40, 1, 0, 0x51, TsBytes.stream(KLV_PID, 0x86)).pcr(0x51, 7_000);
        stream.section(KLV_PID, splice());
        demux(stream.out);
        assertEquals(7_000, found.units.getFirst().ptsTicks());
        assertEquals(
                new TsDataFormat(KLV_PID, 0x86, Bytes.copyOf(new byte[0])),
                found.tracks().getFirst().format());
        TsMuxer muxer = new TsMuxer(found.tracks());
        ByteBuf out = Unpooled.buffer();
        muxer.write(found.units.getFirst().shiftedBy(-3_000), out);
        ByteBuf section = sectionOf(out, KLV_PID);
        assertEquals(5 - 3_000 + 90_000, section.getInt(5));
        assertEquals(0, Crc32Mpeg.of(section, 0, section.readableBytes()));
    }

    private static ByteBuf sectionOf(ByteBuf stream, int pid) throws Exception {
        SectionReader reader = new SectionReader(4096);
        for (int at = 0; at < stream.writerIndex(); at += 188) {
            TsPacket packet = TsPacket.parse(stream.slice(at, 188));
            if (packet.pid() == pid) {
                List<ByteBuf> sections = reader.read(packet.start(), packet.payload());
                if (!sections.isEmpty()) {
                    return sections.getFirst();
                }
            }
        }
        throw new AssertionError("no section on PID " + pid);
    }

    @Test
    void muxer_privatePes_isAsReceivedButForItsTime() throws Exception {
        byte[] data = new byte[700];
        data[0] = 0x10;
        byte[] teletext = Descriptors.of(Descriptors.TELETEXT, 'e', 'n', 'g', 9, 0);
        stream.pat(0, 0, 0, 1, 0x40);
        stream.pmt(0x40, 1, 0, 0x51, TsBytes.stream(KLV_PID, 0x06, teletext)).pcr(0x51, 0);
        stream.pes(KLV_PID, 0xBD, 1_000, data).pes(KLV_PID, 0xBD, 4_600, data);
        demux(stream.out);
        assertEquals(2, found.units.size());
        assertEquals(1_000, found.units.getFirst().ptsTicks());
        assertEquals(4 * 188, found.units.getFirst().sizeBytes());
        TsMuxer muxer = new TsMuxer(found.tracks());
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : found.units) {
            muxer.write(unit.shiftedBy(50), out);
        }
        CollectedUnits again = new CollectedUnits();
        TsDemuxer second = new TsDemuxer(again, 10_000);
        second.read(out, 0);
        second.finish();
        assertEquals(found.tracks(), again.tracks()); // descriptors and PID too
        assertEquals(1_050 + 90_000, again.units.getFirst().ptsTicks());
        byte[] pes = DataUnits.pes(again.units.getFirst(), 1_000);
        assertArrayEquals(DataUnits.pes(found.units.getFirst(), 1_000), pes);
    }

    @Test
    void read_timeWithoutClockOverTheWrap_goesOn() {
        long wrap = 1L << 33;
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, 0x1FFF, KLV);
        stream.pes(KLV_PID, 0xBD, wrap - 100, ITEMS).pes(KLV_PID, 0xBD, 200, ITEMS);
        demux(stream.out);
        assertEquals(300, found.units.getLast().ptsTicks() - found.units.getFirst().ptsTicks());
    }

    @Test
    void read_clockThatJumps_isPassedOn() {
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, 0x51, KLV);
        stream.pcr(0x51, 9_000_000).pes(KLV_PID, 0xBD, 9_000_100, ITEMS);
        stream.pcr(0x51, 90_000).pes(KLV_PID, 0xBD, 90_100, ITEMS);
        demux(stream.out);
        assertEquals(90_100, found.units.getLast().ptsTicks());
    }

    @Test
    void read_severalPicturesInOnePes_andPicturesOverSeveral_areTakenApart() throws Exception {
        CollectedUnits clip = new CollectedUnits();
        TsDemuxer whole = new TsDemuxer(clip, 1 << 20);
        whole.read(Clip.buffer("clip.ts"), 0);
        whole.finish();
        List<Unit> pictures = clip.units(0);
        UnitPayload payload = NalUnitPayload.of((H264Format) clip.tracks().getFirst().format());
        stream.pat(0, 0, 0, 1, 0x40).pmt(0x40, 1, 0, 0x100, TsBytes.stream(0x100, 0x1B));
        stream.pcr(0x100, 0);
        for (int i = 0; i < 20; i += 2) {
            byte[] one = TsBytes.join(payload.of(pictures.subList(i, i + 1)));
            byte[] two = TsBytes.join(payload.of(pictures.subList(i + 1, i + 2)));
            int cut = one.length / 2;
            stream.pes(0x100, 0xE0, 1000 + i * 3600L, Arrays.copyOf(one, cut));
            byte[] rest = Arrays.copyOfRange(one, cut, one.length);
            stream.pes(0x100, 0xE0, 4600 + i * 3600L, TsBytes.join(List.of(rest, two)));
        }
        demuxer = new TsDemuxer(found, 1 << 20);
        demux(stream.out);
        assertEquals(Clip.hashes(0).subList(0, 20), found.hashes(0));
        for (int i = 0; i < 20; i++) {
            assertEquals(1000 + i * 3600L, found.units(0).get(i).ptsTicks());
        }
    }
}
