package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class TsDemuxerTest {
    private static final int MAX_UNIT_BYTES = 1 << 20;

    private final CollectedUnits found = new CollectedUnits();
    private final TsDemuxer demuxer = new TsDemuxer(found, MAX_UNIT_BYTES);

    private void demux(byte[] bytes, int chunk) {
        for (int at = 0; at < bytes.length; at += chunk) {
            demuxer.read(Unpooled.wrappedBuffer(bytes, at, Math.min(chunk, bytes.length - at)), 5);
        }
        demuxer.finish();
    }

    @Test
    void read_clipOfFfmpeg_givesItsAccessUnits() {
        demux(Clip.bytes("clip.ts"), 1316);
        assertEquals(List.of(), found.malformed);
        assertEquals(Clip.hashes(0), found.hashes(0));
        assertEquals(Clip.hashes(1), found.hashes(1));
        assertTrue(demuxer.hasAllTracks());
        assertEquals(0, demuxer.continuityErrors() + demuxer.skippedBytes());
        assertEquals(0, demuxer.droppedUnits());
    }

    @Test
    void read_clipOfFfmpeg_timesAreExact() {
        demux(Clip.bytes("clip.ts"), 1316);
        List<Clip.Frame> frames = Clip.frames(0);
        List<Unit> units = found.units(0);
        long shift = units.getFirst().ptsTicks();
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(frames.get(i).pts() * 900 / 128 + shift, units.get(i).ptsTicks());
            assertEquals(frames.get(i).dts() * 900 / 128 + shift, units.get(i).dtsTicks());
            assertEquals(i % 25 == 0, units.get(i).randomAccess());
            assertEquals(5, units.get(i).ntpMicros());
        }
        List<Unit> audio = found.units(1);
        for (int i = 1; i < audio.size(); i++) {
            assertEquals(1024, audio.get(i).ptsTicks() - audio.get(i - 1).ptsTicks());
        }
    }

    @Test
    void read_oneByteChunks_givesTheSame() {
        demux(Clip.bytes("clip.ts"), 1);
        assertEquals(Clip.hashes(0), found.hashes(0));
        assertEquals(Clip.hashes(1), found.hashes(1));
    }

    @Test
    void read_bytesBetweenPackets_findsSyncAgain() {
        byte[] clip = Clip.bytes("clip.ts");
        ByteBuf dirty = Unpooled.buffer();
        dirty.writeBytes(new byte[] {1, 2, 0x47, 4});
        dirty.writeBytes(clip, 0, 188 * 20);
        dirty.writeBytes(new byte[77]);
        dirty.writeBytes(clip, 188 * 20, clip.length - 188 * 20);
        demuxer.read(dirty, 0);
        demuxer.finish();
        assertEquals(81, demuxer.skippedBytes());
        assertEquals(Clip.hashes(0), found.hashes(0));
        assertEquals(Clip.hashes(1), found.hashes(1));
    }

    @Test
    void read_lostPacket_dropsOnlyItsUnit() {
        byte[] clip = Clip.bytes("clip.ts");
        int lost = packetOfVideo(clip, 20);
        ByteBuf torn =
                Unpooled.wrappedBuffer(
                        Unpooled.wrappedBuffer(clip, 0, lost),
                        Unpooled.wrappedBuffer(clip, lost + 188, clip.length - lost - 188));
        demuxer.read(torn, 0);
        demuxer.finish();
        assertEquals(1, demuxer.continuityErrors());
        assertEquals(1, demuxer.droppedUnits());
        assertEquals(Clip.hashes(0).size() - 1, found.units(0).size());
        assertEquals(Clip.hashes(1), found.hashes(1));
    }

    /** Offset of the {@code index}th packet of PID 256. */
    private static int packetOfVideo(byte[] clip, int index) {
        int seen = 0;
        for (int at = 0; at < clip.length; at += 188) {
            if ((clip[at + 1] & 0x1F) == 1 && clip[at + 2] == 0 && seen++ == index) {
                return at;
            }
        }
        throw new IllegalArgumentException("no packet " + index);
    }

    @Test
    void read_repeatedPacket_isPassedOver() {
        byte[] clip = Clip.bytes("clip.ts");
        int twice = packetOfVideo(clip, 20);
        demuxer.read(Unpooled.wrappedBuffer(clip, 0, twice + 188), 0);
        demuxer.read(Unpooled.wrappedBuffer(clip, twice, clip.length - twice), 0);
        demuxer.finish();
        assertEquals(0, demuxer.continuityErrors());
        assertEquals(Clip.hashes(0), found.hashes(0));
    }

    @Test
    void read_truncatedAnywhere_givesABeginning() {
        byte[] clip = Clip.bytes("clip.ts");
        List<String> hashes = Clip.hashes(0);
        for (int size = 0; size < clip.length; size += 541) {
            CollectedUnits some = new CollectedUnits();
            TsDemuxer cut = new TsDemuxer(some, MAX_UNIT_BYTES);
            cut.read(Unpooled.wrappedBuffer(clip, 0, size), 0);
            int whole = some.units(0).size();
            assertEquals(hashes.subList(0, whole), some.hashes(0));
            cut.finish();
        }
    }

    @Test
    void read_unitsOverTheLimit_areMalformedAndCostWhatNeedsThem() {
        TsDemuxer small = new TsDemuxer(found, 1000);
        small.read(Clip.buffer("clip.ts"), 0);
        small.finish();
        assertEquals(7, small.malformed()); // two key pictures, five bundles of audio
        assertTrue(found.malformed.getFirst().contains("more than 1000 bytes"));
        assertEquals(List.of(), found.units(0));
    }
}
