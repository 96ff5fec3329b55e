package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every codec, as ffmpeg writes it to transport streams, read, written and read again. */
class TsCodecsTest {
    @ParameterizedTest
    @CsvSource({
        "h265-latm, H265, AAC",
        "mpeg2-mp2, MPEG-2 video, MPEG audio",
        "mpeg1-mp3, MPEG-1 video, MP3",
        "mpeg4-ac3, MPEG-4 video, AC-3",
        "h264-eac3, H264, E-AC-3",
        "h264-dvb-ac3, H264, AC-3",
        "h264-dvb-eac3, H264, E-AC-3",
        "h264-opus, H264, Opus",
        "h264-s302m, H264, LPCM",
        "m2ts, H264, AC-3"
    })
    void read_streamOfFfmpeg_hasTheUnitsAndTimesThatFfmpegSees(
            String name, String video, String audio) {
        CollectedUnits found = TsFixture.demux(name);
        assertEquals(List.of(video, audio), codecs(found));
        for (int track = 0; track < 2; track++) {
            List<TsFixture.Packet> packets = TsFixture.packets(name, track);
            List<Unit> units = found.units(track);
            assertEquals(packets.size(), units.size());
            for (int i = 0; i < units.size(); i++) {
                int rate = TsFixture.rate(found.tracks(), units.get(i));
                int tolerance = track == 0 ? 0 : 180;
                long pts = Ticks.convertNearest(units.get(i).ptsTicks(), rate, 90_000);
                long dts = Ticks.convertNearest(units.get(i).dtsTicks(), rate, 90_000);
                assertNear(packets.get(i).pts(), pts, tolerance);
                assertNear(packets.get(i).dts(), dts, tolerance);
            }
        }
        assertTrue(found.units(0).getFirst().randomAccess());
    }

    private static void assertNear(long expected, long actual, long tolerance) {
        assertTrue(Math.abs(expected - actual) <= tolerance, expected + " and " + actual);
    }

    private static List<String> codecs(CollectedUnits found) {
        return found.tracks().stream().map(track -> track.format().codec()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "mpeg2-mp2, 0",
        "mpeg1-mp3, 0",
        "mpeg2-mp2, 1",
        "mpeg1-mp3, 1",
        "mpeg4-ac3, 1",
        "h264-eac3, 1",
        "h264-dvb-ac3, 1",
        "h264-dvb-eac3, 1",
        "h264-opus, 1"
    })
    void read_codecWithoutFraming_unitsAreTheBytesThatFfmpegSees(String name, int track) {
        List<String> hashes =
                TsFixture.packets(name, track).stream().map(TsFixture.Packet::md5).toList();
        assertEquals(hashes, TsFixture.demux(name).hashes(track));
    }

    @Test
    void read_smpte302_samplesAreThoseThatFfmpegDecodes() {
        ByteBuf samples = Unpooled.buffer();
        TsFixture.demux("h264-s302m").units(1).forEach(u -> samples.writeBytes(u.payload()));
        byte[] all = new byte[samples.readableBytes()];
        samples.readBytes(all);
        String md5 = new String(TsFixture.bytes("h264-s302m.pcm.md5"), StandardCharsets.US_ASCII);
        assertEquals(md5.strip(), Clip.md5(all));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h265-latm",
                "mpeg2-mp2",
                "mpeg1-mp3",
                "mpeg4-ac3",
                "h264-eac3",
                "h264-opus",
                "h264-s302m"
            })
    void write_everyCodec_isReadBackExactly(String name) throws Exception {
        CollectedUnits first = TsFixture.demux(name);
        TsMuxer muxer = new TsMuxer(first.tracks());
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : TsFixture.inOrder(first)) {
            muxer.write(unit, out);
        }
        CollectedUnits again = TsFixture.demux(out);
        assertEquals(first.tracks(), again.tracks());
        for (int track = 0; track < 2; track++) {
            assertEquals(first.hashes(track), again.hashes(track));
            List<Unit> units = first.units(track);
            for (int i = 0; i < units.size(); i++) {
                Unit read = again.units(track).get(i);
                int rate = TsFixture.rate(first.tracks(), read);
                assertNear(rate, read.ptsTicks() - units.get(i).ptsTicks(), 1);
                assertNear(rate, read.dtsTicks() - units.get(i).dtsTicks(), 1);
                assertEquals(units.get(i).randomAccess(), read.randomAccess());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h265-latm", "mpeg2-mp2", "mpeg4-ac3", "h264-eac3", "h264-opus", "m2ts"})
    void read_oneByteAndRandomChunks_givesTheSame(String name) {
        CollectedUnits whole = TsFixture.demux(name);
        byte[] bytes = TsFixture.bytes(name + ".ts");
        Random random = new Random(name.hashCode());
        for (int most : new int[] {1, 700}) {
            CollectedUnits found = new CollectedUnits();
            TsDemuxer demuxer = new TsDemuxer(found, 1 << 20);
            int at = 0;
            while (at < bytes.length) {
                int part = Math.min(bytes.length - at, 1 + random.nextInt(most));
                demuxer.read(Unpooled.wrappedBuffer(bytes, at, part), 0);
                at += part;
            }
            demuxer.finish();
            assertEquals(whole.tracks(), found.tracks());
            for (int track = 0; track < 2; track++) {
                assertEquals(whole.hashes(track), found.hashes(track));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h265-latm", "mpeg2-mp2", "mpeg4-ac3", "h264-eac3", "h264-opus", "m2ts"})
    void read_damagedStream_neverFails(String name) {
        byte[] original = TsFixture.bytes(name + ".ts");
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 40; round++) {
            byte[] bytes = original.clone();
            for (int i = random.nextInt(300); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            CollectedUnits found = new CollectedUnits();
            TsDemuxer demuxer = new TsDemuxer(found, 50_000);
            int size = random.nextInt(bytes.length);
            demuxer.read(Unpooled.wrappedBuffer(bytes, 0, size), 0);
            demuxer.finish();
            found.units.forEach(unit -> assertTrue(unit.ptsTicks() >= unit.dtsTicks()));
        }
    }
}
