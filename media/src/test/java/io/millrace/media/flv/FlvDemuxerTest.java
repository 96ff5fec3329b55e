package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlvDemuxerTest {
    private static final String AVC_CONFIGURATION =
            "17 00 000000 0142000a ff e1 0005 6742000af8 01 0002 68ce";
    private static final String AAC_CONFIGURATION = "af 00 1190";

    private final CollectedUnits found = new CollectedUnits();
    private final FlvDemuxer demuxer = new FlvDemuxer(found);

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(Bytes.ofHex(hex).toByteArray());
    }

    private void video(long millis, String hex) throws MalformedMediaException {
        demuxer.video(millis, 7, hex(hex));
    }

    private void audio(long millis, String hex) throws MalformedMediaException {
        demuxer.audio(millis, 7, hex(hex));
    }

    @Test
    void demux_clipOfFfmpeg_givesItsAccessUnits() throws Exception {
        FlvFile.demux(FlvFile.tags(Clip.buffer("clip.flv")), demuxer);
        assertEquals(Clip.hashes(0), found.hashes(0));
        assertEquals(Clip.hashes(1), found.hashes(1));
        assertEquals(2, found.descriptions.size());
        assertEquals(0, demuxer.correctedTimestamps());
    }

    @Test
    void demux_clipOfFfmpeg_timesAreExact() throws Exception {
        FlvFile.demux(FlvFile.tags(Clip.buffer("clip.flv")), demuxer);
        List<Clip.Frame> frames = Clip.frames(0);
        List<Unit> units = found.units(0);
        long shift = 80 * 90; // ffmpeg moves the first dts, -80 ms, to 0
        for (int i = 0; i < frames.size(); i++) {
            long ticks = 90_000 / 100;
            assertEquals(frames.get(i).pts() * ticks / 128 + shift, units.get(i).ptsTicks());
            assertEquals(frames.get(i).dts() * ticks / 128 + shift, units.get(i).dtsTicks());
            assertEquals(i % 25 == 0, units.get(i).randomAccess());
        }
        List<Unit> audio = found.units(1);
        for (int i = 1; i < audio.size(); i++) {
            assertEquals(1024, audio.get(i).ptsTicks() - audio.get(i - 1).ptsTicks());
        }
    }

    @Test
    void video_beforeConfiguration_isDroppedAndCounted() throws Exception {
        video(0, "17 01 000000 00000001 65");
        audio(0, "af 01 2100");
        assertEquals(2, demuxer.droppedUnits());
        assertEquals(List.of(), found.units);
    }

    @Test
    void video_compositionTime_setsPts() throws Exception {
        video(0, AVC_CONFIGURATION);
        video(100, "27 01 000028 00000001 41");
        assertEquals(9_000, found.units.getFirst().dtsTicks());
        assertEquals(12_600, found.units.getFirst().ptsTicks());
        assertEquals(7, found.units.getFirst().ntpMicros());
        assertTrue(!found.units.getFirst().randomAccess());
    }

    @Test
    void video_negativeCompositionTime_isCorrectedAndCounted() throws Exception {
        video(0, AVC_CONFIGURATION);
        video(100, "27 01 ffffd8 00000001 41");
        assertEquals(9_000, found.units.getFirst().ptsTicks());
        assertEquals(1, demuxer.correctedTimestamps());
    }

    @Test
    void video_shortLengths_areConverted() throws Exception {
        video(0, "17 00 000000 0142000a fd e1 0005 6742000af8 01 0002 68ce");
        video(0, "17 01 000000 0001 65 0002 6501");
        assertArrayEquals(
                Bytes.ofHex("00000001 65 00000002 6501").toByteArray(),
                found.units.getFirst().payload());
    }

    @Test
    void video_parameterSetsInBand_changeFormatBeforeUnit() throws Exception {
        video(0, AVC_CONFIGURATION);
        video(0, "17 01 000000 00000002 09f0 00000005 6742000bf8 00000002 68ce 00000001 65");
        assertEquals(2, found.descriptions.size());
        H264Format format = (H264Format) found.tracks().getFirst().format();
        assertEquals(List.of(Bytes.ofHex("6742000bf8")), format.sequenceParameterSets());
        assertArrayEquals(
                Bytes.ofHex("00000001 65").toByteArray(), found.units.getFirst().payload());
    }

    @Test
    void video_configurationWithoutParameterSets_waitsForThoseInBand() throws Exception {
        video(0, "17 00 000000 0142000a ff e0 00");
        video(0, "27 01 000000 00000001 41");
        assertEquals(1, demuxer.droppedUnits());
        video(40, "17 01 000000 00000005 6742000af8 00000002 68ce 00000001 65");
        assertEquals(1, found.descriptions.size());
        assertEquals(1, found.units.size());
    }

    @Test
    void video_sameConfigurationAgain_isNotDescribedAgain() throws Exception {
        video(0, AVC_CONFIGURATION);
        video(0, AVC_CONFIGURATION);
        audio(0, AAC_CONFIGURATION);
        audio(0, AAC_CONFIGURATION);
        assertEquals(2, found.descriptions.size());
        assertEquals(48_000, ((AacFormat) found.tracks().getLast().format()).sampleRate());
    }

    @Test
    void video_timestampWraps_goesOn() throws Exception {
        video(0, AVC_CONFIGURATION);
        video(0xFFFF_FFF0L, "17 01 000000 00000001 65");
        video(24, "27 01 000000 00000001 41");
        long first = found.units.getFirst().dtsTicks();
        assertEquals(0xFFFF_FFF0L * 90, first);
        assertEquals(first + 40 * 90, found.units.getLast().dtsTicks());
    }

    @Test
    void video_encoderBeginsAnew_timeGoesOn() throws Exception {
        video(0, AVC_CONFIGURATION);
        video(60_000, "17 01 000000 00000001 65");
        video(0, "17 01 000000 00000001 65");
        video(40, "27 01 000000 00000001 41");
        assertEquals(60_000 * 90, found.units.get(1).dtsTicks());
        assertEquals(60_040 * 90, found.units.get(2).dtsTicks());
    }

    @Test
    void enhanced_avc1_isReadLikeTheOldForm() throws Exception {
        video(0, "90 61766331 0142000a ff e1 0005 6742000af8 01 0002 68ce");
        video(40, "91 61766331 000028 00000001 65");
        video(80, "a3 61766331 00000001 41");
        video(80, "92 61766331");
        assertEquals(2, found.units.size());
        assertEquals(80 * 90, found.units.getFirst().ptsTicks());
        assertEquals(80 * 90, found.units.getLast().ptsTicks());
    }

    @Test
    void enhanced_nanosecondsOfModEx_areAdded() throws Exception {
        video(0, "90 61766331 0142000a ff e1 0005 6742000af8 01 0002 68ce");
        // 500,000 ns, after a modifier of another type
        video(40, "97 00 ff 17 02 07a120 01 61766331 000000 00000001 65");
        assertEquals(40 * 90 + 45, found.units.getFirst().dtsTicks());
    }

    @Test
    void enhanced_mp4aAfterModEx_isRead() throws Exception {
        audio(0, "90 6d703461 1190");
        audio(0, "97 02 000001 01 6d703461 2100");
        assertArrayEquals(Bytes.ofHex("2100").toByteArray(), found.units.getFirst().payload());
    }

    @Test
    void unsupported_codecs_areNamedOnce() throws Exception {
        video(0, "90 76766331 01");
        video(0, "91 76766331 01");
        video(0, "12 00");
        audio(0, "5f 00");
        audio(0, "90 76766331 00");
        assertEquals(
                List.of(
                        "VIDEO VVC (vvc1)",
                        "VIDEO Sorenson H.263",
                        "AUDIO Nellymoser",
                        "AUDIO VVC (vvc1)"),
                found.unsupported);
    }

    @Test
    void body_withoutMedia_givesNothing() throws Exception {
        video(0, "");
        audio(0, "");
        video(0, "57 00");
        video(0, "17 02 000000");
        video(0, AVC_CONFIGURATION);
        video(0, "17 01 000000");
        assertEquals(List.of(), found.units);
    }

    @Test
    void body_cutOff_isMalformed() throws Exception {
        video(0, AVC_CONFIGURATION);
        for (String hex :
                List.of(
                        "17 01 00",
                        "17 00 000000 01",
                        "17 09 000000",
                        "17 01 000000 00000009 65",
                        "97 ff 00",
                        "90 6176")) {
            assertThrows(MalformedMediaException.class, () -> video(0, hex), hex);
        }
        for (String hex : List.of("af", "af 00", "af 05", "9f 6d703461", "97")) {
            assertThrows(MalformedMediaException.class, () -> audio(0, hex), hex);
        }
    }
}
