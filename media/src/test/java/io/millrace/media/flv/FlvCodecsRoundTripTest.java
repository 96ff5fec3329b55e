package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.Ac3Format;
import io.millrace.media.AudioFormat;
import io.millrace.media.Bytes;
import io.millrace.media.CodecFixture;
import io.millrace.media.CollectedUnits;
import io.millrace.media.FlacFormat;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.H265Format;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ac3.Ac3Header;
import io.millrace.media.ac3.Eac3Header;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h265.H265AccessUnit;
import io.millrace.media.h265.H265Fixture;
import io.millrace.media.h265.H265ParameterSets;
import io.millrace.media.mp4.HevcDecoderConfiguration;
import io.millrace.media.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What FLV's muxer writes of the codecs beyond H.264 and AAC, its demuxer gives back. */
class FlvCodecsRoundTripTest {
    /** A format and one of its units. */
    record Sample(AudioFormat format, byte[] unit) {
        @Override
        public String toString() {
            return format.codec();
        }
    }

    static List<Sample> sounds() throws MalformedMediaException {
        byte[] mp3 = CodecFixture.bytes("stereo.mp3");
        byte[] ac3 = CodecFixture.bytes("stereo.ac3");
        byte[] eac3 = CodecFixture.bytes("stereo.eac3");
        MpegAudioHeader header = MpegAudioHeader.parse(mp3, 0, 4);
        Ac3Format plain = Ac3Header.parse(ac3, 0, 8).format();
        byte[] info = Arrays.copyOfRange(CodecFixture.bytes("stereo.flac"), 8, 42);
        return List.of(
                new Sample(header.format(), Arrays.copyOf(mp3, header.frameBytes())),
                new Sample(plain, Arrays.copyOf(ac3, Ac3Header.parse(ac3, 0, 8).frameBytes())),
                new Sample(
                        Eac3Header.parse(eac3, 0, 8).format(),
                        Arrays.copyOf(eac3, Eac3Header.parse(eac3, 0, 8).frameBytes())),
                new Sample(new FlacFormat(Bytes.copyOf(info), 48_000, 2), new byte[] {1, 2, 3}),
                new Sample(OpusFormat.of(2), new byte[] {(byte) 0xFC, 1, 2}),
                new Sample(
                        new OpusFormat(6, 1, 4, 2, Bytes.ofHex("000401020305"), 312),
                        new byte[] {(byte) 0xFC, 1, 2}),
                new Sample(new LpcmFormat(16, 44_100, 2), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
                new Sample(new LpcmFormat(8, 11_025, 1), new byte[] {1, 2, 3}),
                new Sample(new G711Format(G711Format.Law.A, 8_000, 1), new byte[160]),
                new Sample(new G711Format(G711Format.Law.MU, 8_000, 1), new byte[160]));
    }

    @ParameterizedTest
    @MethodSource("sounds")
    void audio_written_isReadBack(Sample sample) throws Exception {
        Track track = new Track(FlvDemuxer.AUDIO_TRACK, sample.format());
        CollectedUnits found = new CollectedUnits();
        FlvDemuxer demuxer = new FlvDemuxer(found);
        ByteBuf configuration = Unpooled.buffer();
        FlvMuxer.writeConfiguration(sample.format(), configuration);
        demuxer.audio(0, 0, configuration);
        for (int millis = 0; millis < 100; millis += 20) {
            long pts = millis * (long) sample.format().clockRate() / 1000;
            ByteBuf body = Unpooled.buffer();
            Unit unit = new Unit(track.id(), pts, pts, 0, true, sample.unit());
            FlvMuxer.writeUnit(track, unit, body);
            assertEquals(FlvMuxer.bodySize(track, unit), body.readableBytes());
            demuxer.audio(FlvMuxer.timestampMillis(track, unit), 0, body);
        }
        assertEquals(List.of(track), found.tracks());
        assertEquals(5, found.units.size());
        assertArrayEquals(sample.unit(), found.units.getLast().payload());
    }

    /** ffmpeg 8 leaves out the marker and the block's header. */
    @Test
    void flac_sequenceHeaderOfFfmpeg_isRead() throws Exception {
        String info = "120012000000000000000bb80370" + "00".repeat(20);
        CollectedUnits found = new CollectedUnits();
        byte[] header = Bytes.ofHex("90664c6143" + info).toByteArray();
        new FlvDemuxer(found).audio(0, 0, Unpooled.wrappedBuffer(header));
        assertEquals(
                new FlacFormat(Bytes.ofHex(info), 48_000, 2), found.tracks().getFirst().format());
        byte[] cut = Arrays.copyOf(header, header.length - 1);
        assertThrows(
                MalformedMediaException.class,
                () ->
                        new FlvDemuxer(new CollectedUnits())
                                .audio(0, 0, Unpooled.wrappedBuffer(cut)));
    }

    @Test
    void lpcm_samplesAreLittleEndianOnTheWire_andWhole() throws Exception {
        Track track = new Track(FlvDemuxer.AUDIO_TRACK, new LpcmFormat(16, 44_100, 2));
        ByteBuf body = Unpooled.buffer();
        FlvMuxer.writeUnit(track, new Unit(1, 0, 0, 0, true, new byte[] {1, 2, 3, 4}), body);
        assertEquals("3f02010403", ByteBufUtil.hexDump(body));
        FlvDemuxer demuxer = new FlvDemuxer(new CollectedUnits());
        ByteBuf cut = body.slice(0, 4);
        assertThrows(MalformedMediaException.class, () -> demuxer.audio(0, 0, cut));
    }

    @Test
    void h265_written_isReadBack() throws Exception {
        H265Format format = h265();
        Track track = new Track(FlvDemuxer.VIDEO_TRACK, format);
        CollectedUnits found = new CollectedUnits();
        FlvDemuxer demuxer = new FlvDemuxer(found);
        ByteBuf configuration = Unpooled.buffer();
        FlvMuxer.writeConfiguration(format, configuration);
        demuxer.video(0, 0, configuration);
        List<Unit> units = new ArrayList<>();
        for (List<NalUnit> received : H265Fixture.accessUnits()) {
            H265AccessUnit picture = H265AccessUnit.of(received);
            long dts = units.size() * 3_600L;
            units.add(new Unit(0, dts + 7_200, dts, 0, picture.randomAccess(), picture.payload()));
            ByteBuf body = Unpooled.buffer();
            FlvMuxer.writeUnit(track, units.getLast(), body);
            demuxer.video(FlvMuxer.timestampMillis(track, units.getLast()), 0, body);
        }
        assertEquals(List.of(track), found.tracks());
        assertEquals(units.size(), found.units.size());
        for (int i = 0; i < units.size(); i++) {
            assertEquals(units.get(i).toString(), found.units.get(i).toString());
            assertArrayEquals(units.get(i).payload(), found.units.get(i).payload());
        }
    }

    @Test
    void h265_oldCodecIdAndMultitrackOfOne_areReadToo() throws Exception {
        ByteBuf record = Unpooled.buffer();
        HevcDecoderConfiguration.write(h265(), record);
        byte[] configuration = FlvBody.rest(record);
        for (String head : List.of("1c 00 000000", "96 00 68766331 00")) {
            CollectedUnits found = new CollectedUnits();
            byte[] prefix = Bytes.ofHex(head).toByteArray();
            new FlvDemuxer(found).video(0, 0, Unpooled.wrappedBuffer(prefix, configuration));
            assertEquals(h265(), found.tracks().getFirst().format());
        }
    }

    @Test
    void hvcC_truncated_isMalformed() throws Exception {
        ByteBuf record = Unpooled.buffer();
        HevcDecoderConfiguration.write(h265(), record);
        for (int size = 0; size < record.readableBytes(); size++) {
            ByteBuf cut = record.copy(0, size);
            assertThrows(MalformedMediaException.class, () -> HevcDecoderConfiguration.read(cut));
        }
        assertEquals(3, HevcDecoderConfiguration.read(record).parameterSets().size());
    }

    @Test
    void canCarry_whatOldSoundFormatsCannotSay_isRefused() {
        for (Format format :
                List.of(
                        new MpegAudioFormat(2, 48_000, 2),
                        new LpcmFormat(16, 48_000, 2),
                        new LpcmFormat(24, 44_100, 2),
                        new LpcmFormat(16, 44_100, 3),
                        new G711Format(G711Format.Law.A, 16_000, 1))) {
            assertFalse(FlvMuxer.canCarry(format));
        }
    }

    private static H265Format h265() throws MalformedMediaException {
        H265ParameterSets sets = new H265ParameterSets();
        sets.update(H265Fixture.accessUnits().getFirst());
        return sets.format().orElseThrow();
    }
}
