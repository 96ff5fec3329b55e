package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.Language;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TsMuxerTest {
    private final CollectedUnits clip = demux(Clip.buffer("clip.ts"));

    private static CollectedUnits demux(ByteBuf bytes) {
        CollectedUnits found = new CollectedUnits();
        TsDemuxer demuxer = new TsDemuxer(found, 1 << 20);
        demuxer.read(bytes.slice(), 0);
        demuxer.finish();
        assertEquals(0, demuxer.continuityErrors() + demuxer.skippedBytes() + demuxer.malformed());
        return found;
    }

    /** Moves all units so that the first pts of the clip's video is at {@code ticks} of 90 kHz. */
    private List<Unit> unitsAt(long ticks) {
        long shift = ticks - clip.units(0).getFirst().ptsTicks();
        List<Unit> moved = new ArrayList<>();
        for (Unit unit : clip.units) {
            moved.add(unit.shiftedBy(unit.track() == 0 ? shift : shift * 441 / 900));
        }
        moved.sort(Comparator.comparingLong(TsMuxerTest::dtsMicros));
        return moved;
    }

    private static long dtsMicros(Unit unit) {
        return Ticks.toMicros(unit.dtsTicks(), unit.track() == 0 ? 90_000 : 44_100);
    }

    private ByteBuf mux(List<Unit> units) throws MalformedMediaException {
        TsMuxer muxer = new TsMuxer(clip.tracks());
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : units) {
            muxer.write(unit, out);
        }
        return out;
    }

    private static List<TsPacket> packets(ByteBuf stream) throws MalformedMediaException {
        List<TsPacket> packets = new ArrayList<>();
        for (int at = 0; at < stream.readableBytes(); at += 188) {
            assertEquals(0x47, stream.getByte(at));
            packets.add(TsPacket.parse(stream.slice(at, 188)));
        }
        return packets;
    }

    @Test
    void write_clip_isReadBackExactly() throws Exception {
        CollectedUnits again = demux(mux(unitsAt(0)));
        assertEquals(Clip.hashes(0), again.hashes(0));
        assertEquals(Clip.hashes(1), again.hashes(1));
        assertEquals(clip.tracks(), again.tracks());
        for (int i = 0; i < again.units(0).size(); i++) {
            Unit written = unitsAt(0).stream().filter(u -> u.track() == 0).toList().get(i);
            Unit read = again.units(0).get(i);
            assertEquals(written.ptsTicks() + 90_000, read.ptsTicks());
            assertEquals(written.dtsTicks() + 90_000, read.dtsTicks());
            assertEquals(written.randomAccess(), read.randomAccess());
        }
    }

    @Test
    void write_overTheWrap_goesOn() throws Exception {
        long start = (1L << 33) - 90_000 - 45_000;
        CollectedUnits again = demux(mux(unitsAt(start)));
        assertEquals(Clip.hashes(0), again.hashes(0));
        List<Unit> video = again.units(0);
        assertEquals(49 * 3600, video.getLast().dtsTicks() - video.getFirst().dtsTicks());
        List<Unit> audio = again.units(1);
        for (int i = 1; i < audio.size(); i++) {
            assertEquals(1024, audio.get(i).ptsTicks() - audio.get(i - 1).ptsTicks());
        }
    }

    @Test
    void write_sameUnits_givesSameBytes() throws Exception {
        assertEquals(mux(unitsAt(7)), mux(unitsAt(7)));
    }

    @Test
    void write_clock_growsAndComesEvery40Millis() throws Exception {
        long last = -1;
        int clocks = 0;
        for (TsPacket packet : packets(mux(unitsAt(90_000)))) {
            if (packet.pcrTicks() != TsPacket.NO_PCR) {
                assertEquals(TsMuxer.PID_FIRST_STREAM, packet.pid());
                assertTrue(last < 0 || packet.pcrTicks() > last, "at " + last);
                assertTrue(last < 0 || packet.pcrTicks() - last <= 3600, "after " + last);
                last = packet.pcrTicks();
                clocks++;
            }
        }
        assertTrue(clocks >= 50);
    }

    @Test
    void write_slowVideoAlone_fillsTheClock() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(clip.tracks().getFirst()));
        ByteBuf out = Unpooled.buffer();
        Unit unit = clip.units(0).getFirst();
        muxer.write(unit, out);
        muxer.write(unit.shiftedBy(18_000), out);
        long clocks = packets(out).stream().filter(p -> p.pcrTicks() != TsPacket.NO_PCR).count();
        assertEquals(6, clocks);
        assertEquals(2, demux(out).units.size());
    }

    @Test
    void write_entryPoint_hasTablesFlagDelimiterAndParameterSets() throws Exception {
        ByteBuf out = mux(clip.units(0));
        List<TsPacket> packets = packets(out);
        List<Integer> entries = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            if (packets.get(i).randomAccess()) {
                entries.add(i);
            }
        }
        assertEquals(2, entries.size());
        for (int i : entries) {
            assertEquals(TsConstants.PID_PAT, packets.get(i - 2).pid());
            assertEquals(TsMuxer.PID_PROGRAM_MAP, packets.get(i - 1).pid());
            String hex = ByteBufUtil.hexDump(packets.get(i).payload());
            assertTrue(hex.contains("0000000109f00000000167"), hex);
        }
    }

    @Test
    void write_tables_comeEvery100Millis() throws Exception {
        List<TsPacket> packets = packets(mux(unitsAt(0)));
        long tables = packets.stream().filter(p -> p.pid() == TsConstants.PID_PAT).count();
        assertTrue(tables >= 18 && tables <= 24, "" + tables);
    }

    @Test
    void write_severalAudioUnits_shareOnePesPacket() throws Exception {
        TsMuxer muxer = new TsMuxer(clip.tracks());
        ByteBuf out = Unpooled.buffer();
        muxer.write(clip.units(1).subList(0, 3), out);
        long starts = packets(out).stream().filter(p -> p.pid() == 0x101 && p.start()).count();
        assertEquals(1, starts);
        assertEquals(Clip.hashes(1).subList(0, 3), demux(out).hashes(1));
    }

    @Test
    void write_audioAlone_carriesTheClock() throws Exception {
        Track audio = clip.tracks().getLast();
        assertEquals(MediaKind.AUDIO, audio.kind());
        TsMuxer muxer = new TsMuxer(List.of(audio));
        ByteBuf out = Unpooled.buffer();
        muxer.write(clip.units(1), out);
        assertTrue(packets(out).stream().anyMatch(p -> p.pcrTicks() != TsPacket.NO_PCR));
        CollectedUnits again = demux(out);
        assertEquals(Clip.hashes(1), again.hashes(0));
    }

    @Test
    void describe_newTracks_isReadFromTheNewMap() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(clip.tracks().getFirst()));
        ByteBuf out = Unpooled.buffer();
        muxer.write(clip.units(0).subList(0, 25), out);
        muxer.describe(clip.tracks());
        muxer.write(clip.units(0).get(25), out);
        muxer.write(clip.units(1).get(0), out);
        CollectedUnits again = demux(out);
        assertEquals(26, again.units(0).size());
        assertEquals(1, again.units(1).size());
    }

    @Test
    void write_tinyAndExactPayloads_areReadBack() throws Exception {
        Unit model = clip.units(1).getFirst();
        for (int size = 1; size < 400; size++) {
            byte[] payload = new byte[size];
            TsMuxer muxer = new TsMuxer(clip.tracks());
            ByteBuf out = Unpooled.buffer();
            muxer.write(new Unit(1, model.ptsTicks(), model.dtsTicks(), 0, true, payload), out);
            assertEquals(0, out.readableBytes() % 188);
            assertArrayEquals(payload, demux(out).units.getFirst().payload());
        }
    }

    @Test
    void write_languageOfAudio_isReadBackFromTheMap() throws Exception {
        Track audio = clip.tracks().getLast();
        List<Track> tracks =
                List.of(
                        clip.tracks().getFirst(),
                        new Track(audio.id(), audio.format(), Language.of("ger")));
        TsMuxer muxer = new TsMuxer(tracks);
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : unitsAt(90_000)) {
            muxer.write(unit, out);
        }
        assertEquals(tracks, demux(out).tracks());
    }
}
