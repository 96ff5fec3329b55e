package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.CollectedUnits;
import io.millrace.media.Format;
import io.millrace.media.KlvFormat;
import io.millrace.media.Track;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.millrace.media.hls.HlsFormats;
import io.millrace.media.hls.MasterPlaylist;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentRun;
import io.millrace.media.hls.SegmentStart;
import io.millrace.media.hls.SegmentWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HLS has in MPEG-TS segments only: older pictures, and data. */
class HlsSegmentTest {
    private static final byte[] ITEMS =
            Bytes.ofHex("060e2b34020b01010e01030101000000 03 010203").toByteArray();
    private static final int DATA_TRACK = 7;
    private static final int TELETEXT_PID = 0x50;

    private static Segment segment(List<Track> tracks, List<Unit> units) {
        SegmentStart start = new SegmentStart(new SegmentName(1, 0), 0, 0, 0, 0, tracks);
        long bytes = units.stream().mapToLong(Unit::sizeBytes).sum();
        return new Segment(start, 2_000_000, bytes, List.of(new SegmentRun(tracks, units)));
    }

    private static CollectedUnits read(Segment segment, int leftOut) throws Exception {
        ByteBuf out = Unpooled.buffer();
        assertEquals(leftOut, SegmentWriter.write(segment, out));
        assertTrue(out.readableBytes() <= SegmentWriter.estimatedBytes(segment), "estimate");
        return TsFixture.demux(out);
    }

    private static String master(Segment segment) {
        return MasterPlaylist.of("stream.m3u8", List.of(segment)).text();
    }

    @ParameterizedTest
    @CsvSource({
        "mpeg1-mp3, 'mp4v.6A,mp4a.40.34'",
        "mpeg2-mp2, 'mp4v.61,mp4a.40.33'",
        "mpeg4-ac3, 'mp4v.20.241,ac-3'"
    })
    void segment_ofOlderPictures_hasEveryUnitAndNamesIt(String name, String codecs)
            throws Exception {
        CollectedUnits source = TsFixture.demux(name);
        Segment segment = segment(source.tracks(), TsFixture.inOrder(source));
        assertTrue(HlsFormats.areOnlyPicturesOf(source.tracks()));
        assertTrue(master(segment).contains("CODECS=\"" + codecs + "\""), master(segment));
        CollectedUnits found = read(segment, 0);
        assertEquals(source.tracks(), found.tracks());
        assertEquals(source.hashes(0), found.hashes(0));
        assertEquals(source.hashes(1), found.hashes(1));
    }

    @Test
    void pictures_thatCmafHasToo_areNotOnlyInTransportStreams() {
        List<Track> tracks = TsFixture.demux("h264-opus").tracks();
        assertFalse(HlsFormats.areOnlyPicturesOf(tracks));
        assertFalse(HlsFormats.areOnlyPicturesOf(tracks.subList(1, 2)));
    }

    /** KLV among pictures: every third one has some. */
    private static List<Unit> withKlv(CollectedUnits source, byte[] second) {
        List<Unit> units = new ArrayList<>();
        int pictures = 0;
        for (Unit unit : TsFixture.inOrder(source)) {
            units.add(unit);
            if (unit.track() == 0 && pictures++ % 3 == 0) {
                long ticks = unit.ptsTicks();
                byte[] items = pictures == 4 ? second : ITEMS;
                units.add(new Unit(DATA_TRACK, ticks, ticks, 0, true, items));
            }
        }
        return units;
    }

    private static List<Track> with(CollectedUnits source, Format data) {
        List<Track> tracks = new ArrayList<>(source.tracks());
        tracks.add(new Track(DATA_TRACK, data));
        return tracks;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void segment_withKlv_isReadBackUnitForUnit(boolean synchronous) throws Exception {
        CollectedUnits source = TsFixture.demux("h264-opus");
        Format klv = new KlvFormat(synchronous);
        List<Unit> units = withKlv(source, ITEMS);
        Segment segment = segment(with(source, klv), units);
        assertTrue(master(segment).contains(",opus\""), master(segment));
        CollectedUnits found = read(segment, 0);
        assertEquals(klv, found.tracks().get(2).format());
        assertEquals(source.hashes(0), found.hashes(0));
        List<Unit> sent = units.stream().filter(unit -> unit.track() == DATA_TRACK).toList();
        List<Unit> read = found.units(2);
        assertEquals(sent.size(), read.size());
        long ahead = read.getFirst().ptsTicks() - sent.getFirst().ptsTicks();
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(ITEMS, read.get(i).payload());
            assertEquals(sent.get(i).ptsTicks() + ahead, read.get(i).ptsTicks());
        }
    }

    @Test
    void segment_ofKlvAlone_hasNoCodecsToTell() throws Exception {
        List<Track> tracks = List.of(new Track(DATA_TRACK, new KlvFormat(false)));
        Segment segment = segment(tracks, List.of(new Unit(DATA_TRACK, 900, 900, 0, true, ITEMS)));
        assertFalse(master(segment).contains("CODECS"), master(segment));
        assertArrayEquals(ITEMS, read(segment, 0).units.getFirst().payload());
    }

    @Test
    void segment_withPrivateData_hasItWithPidAndDescriptors() throws Exception {
        CollectedUnits source = TsFixture.demux("h264-opus");
        Bytes teletext =
                Descriptors.join(Descriptors.of(Descriptors.TELETEXT, 'e', 'n', 'g', 9, 0));
        TsDataFormat format = new TsDataFormat(TELETEXT_PID, 0x06, teletext);
        byte[] packets = privatePackets();
        CollectedUnits found =
                read(segment(with(source, format), withKlv(source, packets)), countOfKlv(source));
        assertEquals(format, found.tracks().get(2).format());
        assertEquals(1, found.units(2).size());
        assertEquals(packets.length, found.units(2).getFirst().sizeBytes());
        assertEquals(source.hashes(0), found.hashes(0));
    }

    /** What stands for KLV there is no TS packets: all but one unit. */
    private static int countOfKlv(CollectedUnits source) {
        return Math.ceilDiv(source.units(0).size(), 3) - 1;
    }

    private static byte[] privatePackets() {
        ByteBuf packets = new TsBytes().pes(TELETEXT_PID, 0xBD, 1_000, new byte[300]).out;
        byte[] bytes = new byte[packets.readableBytes()];
        packets.readBytes(bytes);
        return bytes;
    }
}
