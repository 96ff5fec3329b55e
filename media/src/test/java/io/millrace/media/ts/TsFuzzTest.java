package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.Unpooled;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class TsFuzzTest {
    private static final byte[] CLIP = Clip.bytes("clip.ts");

    @Property(tries = 150)
    void read_mutatedClip_givesOrderedUnitsAndNoFailure(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = CLIP.clone();
        int mutations = random.nextInt(200);
        for (int i = 0; i < mutations; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        CollectedUnits found = new CollectedUnits();
        TsDemuxer demuxer = new TsDemuxer(found, 100_000);
        int at = 0;
        while (at < bytes.length) {
            int part = Math.min(bytes.length - at, 1 + random.nextInt(1000));
            demuxer.read(Unpooled.wrappedBuffer(bytes, at, part), 0);
            at += part;
        }
        demuxer.finish();
        assertOrdered(found);
    }

    /** A program table in the short form, which has no CRC to take off. */
    @Example
    void read_tableInShortForm_doesNotFail() {
        read_randomPackets_doesNotFail(new byte[] {0, 0, 16});
    }

    @Property(tries = 300)
    void read_randomPackets_doesNotFail(@ForAll @Size(max = 180) byte[] content) {
        CollectedUnits found = new CollectedUnits();
        TsDemuxer demuxer = new TsDemuxer(found, 10_000);
        byte[] stream = new byte[188 * 6];
        for (int i = 0; i < 6; i++) {
            stream[188 * i] = 0x47;
            System.arraycopy(content, 0, stream, 188 * i + 1, content.length);
            stream[188 * i + 1] = (byte) (i % 2 == 0 ? 0x40 : 0);
        }
        demuxer.read(Unpooled.wrappedBuffer(stream), 0);
        demuxer.finish();
        assertOrdered(found);
    }

    @Property(tries = 1000)
    void programTables_anyBytes_areReadOrMalformed(@ForAll @Size(max = 60) byte[] bytes) {
        try {
            ProgramTables.program(Unpooled.wrappedBuffer(bytes));
            ProgramTables.programs(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedMediaException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("2.4.4"));
        }
    }

    @Property(tries = 1000)
    void pesPacket_anyBytes_isReadOrMalformed(@ForAll @Size(min = 6, max = 40) byte[] bytes) {
        bytes[0] = 0;
        bytes[1] = 0;
        bytes[2] = 1;
        try {
            PesPacket.parse(bytes, bytes.length);
        } catch (MalformedMediaException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("2.4.3.6"));
        }
    }

    /** Time of video never goes back, but for jumps; that of audio may be in another clock. */
    private static void assertOrdered(CollectedUnits found) {
        long last = Long.MIN_VALUE;
        for (Unit unit : found.units) {
            assertTrue(unit.ptsTicks() >= unit.dtsTicks());
            if (unit.track() == 0) {
                assertTrue(unit.dtsTicks() >= last || unit.dtsTicks() < last - 90_000);
                last = unit.dtsTicks();
            }
        }
    }
}
