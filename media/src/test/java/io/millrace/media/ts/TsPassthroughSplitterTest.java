package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TsPassthroughSplitterTest {
    private static final int CHUNKS = 200;
    private static final byte[] CLIP = Clip.bytes("clip.ts");

    /** Units and chunks in the order they came. */
    private static final class Collected implements TsPassthroughSplitter.Sink {
        final CollectedUnits demuxed = new CollectedUnits();
        final List<Unit> all = new ArrayList<>();

        @Override
        public void onChunk(Unit chunk) {
            all.add(chunk);
        }

        @Override
        public void onUnit(Unit unit) {
            demuxed.onUnit(unit);
            all.add(unit);
        }

        @Override
        public void onTracks(List<Track> tracks) {
            demuxed.onTracks(tracks);
        }

        @Override
        public void onUnsupported(int pid, String codec) {
            demuxed.onUnsupported(pid, codec);
        }

        @Override
        public void onMalformed(long offset, MalformedMediaException problem) {
            demuxed.onMalformed(offset, problem);
        }

        List<Unit> chunks() {
            return all.stream().filter(unit -> unit.track() == CHUNKS).toList();
        }

        byte[] bytes() {
            ByteBuf out = Unpooled.buffer();
            chunks().forEach(chunk -> out.writeBytes(TsPassthrough.running(chunk)));
            return ByteBufUtil.getBytes(out);
        }
    }

    private static Collected split(byte[] bytes, Random chunkSizes) {
        Collected collected = new Collected();
        TsPassthroughSplitter splitter =
                new TsPassthroughSplitter(
                        collected, CHUNKS, TsDemuxerSettings.ofFirstProgram(1 << 20));
        int at = 0;
        while (at < bytes.length) {
            int part = Math.min(bytes.length - at, 1 + chunkSizes.nextInt(3000));
            splitter.read(Unpooled.wrappedBuffer(bytes, at, part), 7);
            at += part;
        }
        splitter.finish();
        return collected;
    }

    @Test
    void read_clip_chunksAreTheSameBytesAndUnitsToo() {
        Collected collected = split(CLIP, new Random(1));
        assertArrayEquals(CLIP, collected.bytes());
        assertEquals(Clip.hashes(0), collected.demuxed.hashes(0));
        assertEquals(Clip.hashes(1), collected.demuxed.hashes(1));
    }

    @Test
    void read_entryPoint_itsChunkBeginsWithItsFirstPacketAndFollowsIt() {
        Collected collected = split(CLIP, new Random(2));
        int entries = 0;
        for (int i = 1; i < collected.all.size(); i++) {
            Unit chunk = collected.all.get(i);
            if (chunk.track() == CHUNKS && TsPassthrough.isEntry(chunk)) {
                Unit before = collected.all.get(i - 1);
                assertTrue(before.track() == 0 && before.randomAccess());
                assertEquals(before.dtsTicks(), chunk.dtsTicks());
                ByteBuf packets = TsPassthrough.running(chunk);
                assertEquals(0x41, packets.getByte(1)); // PID 256, begins a PES packet
                assertEquals(0x00, packets.getByte(2));
                entries++;
            }
        }
        assertEquals(2, entries);
    }

    @Test
    void joining_anyEntryPoint_isDecodableFromThere() {
        Collected collected = split(CLIP, new Random(3));
        List<Unit> chunks = collected.chunks();
        for (int i = 0; i < chunks.size(); i++) {
            if (!TsPassthrough.isEntry(chunks.get(i))) {
                continue;
            }
            ByteBuf joined = Unpooled.buffer();
            joined.writeBytes(TsPassthrough.joining(chunks.get(i)));
            chunks.subList(i + 1, chunks.size())
                    .forEach(chunk -> joined.writeBytes(TsPassthrough.running(chunk)));
            CollectedUnits found = new CollectedUnits();
            TsDemuxer demuxer = new TsDemuxer(found, 1 << 20);
            demuxer.read(joined, 0);
            demuxer.finish();
            int after = found.units(0).size();
            List<String> hashes = Clip.hashes(0);
            assertEquals(hashes.subList(hashes.size() - after, hashes.size()), found.hashes(0));
            assertTrue(after == 25 || after == 50, "" + after);
            assertEquals(0, demuxer.continuityErrors() + demuxer.droppedUnits());
        }
    }

    @Test
    void read_withoutAnyUnit_keepsNoMoreThanTheLimit() {
        Collected collected = new Collected();
        TsPassthroughSplitter splitter =
                new TsPassthroughSplitter(
                        collected, CHUNKS, TsDemuxerSettings.ofFirstProgram(200_000));
        byte[] packet = new byte[188];
        packet[0] = 0x47;
        packet[1] = 0x12;
        packet[3] = 0x10;
        for (int i = 0; i < 10_000; i++) {
            splitter.read(Unpooled.wrappedBuffer(packet), 0);
        }
        splitter.finish();
        assertTrue(splitter.droppedPackets() > 7_000);
        assertEquals(List.of(), collected.all);
    }

    @Test
    void isEntry_chunkThatIsNone_isFalse() {
        Collected collected = split(CLIP, new Random(4));
        long entries = collected.chunks().stream().filter(Unit::randomAccess).count();
        assertEquals(2, entries);
        assertFalse(TsPassthrough.isEntry(new Unit(CHUNKS, 0, 0, 0, true, new byte[0])));
        assertFalse(TsPassthrough.isEntry(new Unit(CHUNKS, 0, 0, 0, true, new byte[188])));
    }

    @Property(tries = 60)
    void read_damagedPackets_chunksAreTheSameBytes(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = CLIP.clone();
        for (int i = random.nextInt(300); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = at % 188 == 0 ? bytes[at] : (byte) random.nextInt(256);
        }
        Collected collected = split(bytes, random);
        assertArrayEquals(collected.all.isEmpty() ? new byte[0] : bytes, collected.bytes());
    }
}
