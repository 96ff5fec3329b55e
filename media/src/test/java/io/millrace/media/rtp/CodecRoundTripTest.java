package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.CodecFixture;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.G722Format;
import io.millrace.media.G726Format;
import io.millrace.media.KlvFormat;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.Unit;
import io.millrace.media.aac.LatmReader;
import io.millrace.media.ac3.Ac3Header;
import io.millrace.media.ac3.Eac3Header;
import io.millrace.media.codec.UnitDuration;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h265.H265AccessUnit;
import io.millrace.media.h265.H265Fixture;
import io.millrace.media.h265.H265ParameterSets;
import io.millrace.media.mpeg4video.Mpeg4VideoTest;
import io.millrace.media.mpeg4video.Mpeg4VideoUnit;
import io.millrace.media.mpegaudio.MpegAudioHeader;
import io.millrace.media.mpegvideo.MpegVideoPicture;
import io.millrace.media.mpegvideo.MpegVideoSequence;
import io.millrace.media.mpegvideo.MpegVideoTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every codec but H.264 and AAC: what the packetizer writes, the depacketizer gives back. */
class CodecRoundTripTest {
    /** A track: its format, and units one after the other. */
    record Sample(Format format, List<byte[]> units) {
        @Override
        public String toString() {
            return format.codec();
        }
    }

    static List<Sample> sounds() throws MalformedMediaException {
        List<Sample> samples = new ArrayList<>();
        for (String file : List.of("stereo.mp2", "stereo.mp3", "mono-22050.mp3")) {
            byte[] data = CodecFixture.bytes(file);
            samples.add(
                    new Sample(
                            MpegAudioHeader.parse(data, 0, 4).format(),
                            frames(
                                    data,
                                    (at, left) ->
                                            MpegAudioHeader.parse(data, at, left).frameBytes())));
        }
        byte[] surround = CodecFixture.bytes("surround.ac3");
        samples.add(
                new Sample(
                        Ac3Header.parse(surround, 0, 8).format(),
                        frames(
                                surround,
                                (at, left) -> Ac3Header.parse(surround, at, left).frameBytes())));
        byte[] enhanced = CodecFixture.bytes("stereo.eac3");
        samples.add(
                new Sample(
                        Eac3Header.parse(enhanced, 0, 8).format(),
                        frames(
                                enhanced,
                                (at, left) -> Eac3Header.parse(enhanced, at, left).frameBytes())));
        for (Format format :
                List.of(
                        new G711Format(G711Format.Law.A, 8_000, 1),
                        new G711Format(G711Format.Law.MU, 16_000, 2),
                        new G722Format(1),
                        new G726Format(4, G726Format.Packing.LITTLE_ENDIAN),
                        new G726Format(2, G726Format.Packing.BIG_ENDIAN),
                        new LpcmFormat(8, 8_000, 1),
                        new LpcmFormat(16, 48_000, 2),
                        new LpcmFormat(24, 48_000, 6))) {
            samples.add(new Sample(format, random(180, 6)));
        }
        samples.add(new Sample(OpusFormat.of(2), opus()));
        samples.add(new Sample(OpusFormat.of(1), opus()));
        samples.add(
                new Sample(new OpusFormat(6, 1, 4, 2, Bytes.ofHex("000401020305"), 312), opus()));
        return samples;
    }

    @ParameterizedTest
    @MethodSource("sounds")
    void packets_ofSound_giveTheSameUnitsAndTimes(Sample sample) throws Exception {
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(sample.format(), collected);
        List<ByteBuf> packets = packetize(sample.format(), units(sample), 1_420);
        for (ByteBuf packet : packets) {
            assertTrue(packet.readableBytes() <= RtpPacket.HEADER_SIZE + 1_420);
            depacketizer.add(RtpPacket.parse(packet));
        }
        assertEquals(List.of(sample.format()), collected.formats);
        assertSameUnits(units(sample), collected.units);
        assertEquals(0, depacketizer.counts().droppedAccessUnits());
    }

    @ParameterizedTest
    @MethodSource("sounds")
    void describe_andFormat_areInverseOrInBand(Sample sample) throws Exception {
        PayloadDescription description = RtpPayloadFormats.describe(sample.format(), 97);
        assertTrue(RtpPayloadFormats.isKnown(description));
        RtpPayloadFormats.format(description)
                .ifPresent(format -> assertEquals(sample.format(), format));
    }

    @ParameterizedTest
    @MethodSource("sounds")
    void packets_lostAndSmall_dropOnlyWhatTheyTouch(Sample sample) throws Exception {
        boolean fragments = !(sample.format() instanceof OpusFormat);
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(sample.format(), collected);
        List<ByteBuf> packets = packetize(sample.format(), units(sample), fragments ? 96 : 1_420);
        packets.remove(packets.size() / 2);
        int malformed = 0;
        for (ByteBuf packet : packets) {
            try {
                depacketizer.add(RtpPacket.parse(packet));
            } catch (MalformedMediaException expected) {
                malformed++;
            }
        }
        assertTrue(collected.units.size() >= sample.units().size() - 1, "lost one unit at most");
        assertEquals(1, depacketizer.counts().lostPackets());
        assertEquals(malformed, depacketizer.counts().malformedPackets());
    }

    @Test
    void h265_packetsOfEverySize_giveTheSameUnits() throws Exception {
        List<Unit> units = pictures();
        for (int size : new int[] {64, 300, 1_420}) {
            CollectedUnits collected = new CollectedUnits();
            Depacketizer depacketizer = depacketizer(h265(), collected);
            for (ByteBuf packet : packetize(h265(), units, size)) {
                assertTrue(packet.readableBytes() <= RtpPacket.HEADER_SIZE + size);
                depacketizer.add(RtpPacket.parse(packet));
            }
            depacketizer.finish();
            assertEquals(List.of(h265()), collected.formats);
            assertEquals(units.size(), collected.units.size());
            long last = Long.MIN_VALUE;
            for (int i = 0; i < units.size(); i++) {
                Unit unit = collected.units.get(i);
                assertArrayEquals(units.get(i).payload(), unit.payload());
                assertEquals(units.get(i).randomAccess(), unit.randomAccess());
                assertTrue(unit.dtsTicks() > last && unit.dtsTicks() <= unit.ptsTicks());
                last = unit.dtsTicks();
            }
        }
    }

    @Test
    void h265_lostFragment_dropsOnlyThatAccessUnit() throws Exception {
        List<Unit> units = pictures();
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(h265(), collected);
        List<ByteBuf> packets = packetize(h265(), units, 64);
        packets.remove(packets.size() / 2);
        for (ByteBuf packet : packets) {
            depacketizer.add(RtpPacket.parse(packet));
        }
        assertEquals(units.size() - 1, collected.units.size());
        assertEquals(1, depacketizer.counts().droppedAccessUnits());
    }

    @Test
    void h265_description_isReadBackOrComesInBand() throws Exception {
        PayloadDescription description = RtpPayloadFormats.describe(h265(), 96);
        assertEquals(h265(), RtpPayloadFormats.format(description).orElseThrow());
        PayloadDescription bad =
                new PayloadDescription(96, "H265", 90_000, 1, Map.of("sprop-sps", "AAAA,%%"));
        assertTrue(RtpPayloadFormats.format(bad).isEmpty());
    }

    @Test
    void latm_streamOfFfmpeg_givesAacUnits() throws Exception {
        byte[] data = CodecFixture.bytes("stereo.latm");
        PayloadDescription description =
                new PayloadDescription(96, "MP4A-LATM", 48_000, 2, Map.of("cpresent", "1"));
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer =
                RtpPayloadFormats.depacketizer(description, RtpLimits.DEFAULT, collected)
                        .orElseThrow();
        int sequence = 0;
        long timestamp = 0;
        for (byte[] frame : frames(data, (at, left) -> LatmReader.loasFrameBytes(data, at, left))) {
            int half = frame.length / 2;
            ByteBuf first = Unpooled.wrappedBuffer(frame, 3, half - 3);
            ByteBuf rest = Unpooled.wrappedBuffer(frame, half, frame.length - half);
            depacketizer.add(new RtpPacket(96, false, sequence++, timestamp, 1, first));
            depacketizer.add(new RtpPacket(96, true, sequence++, timestamp, 1, rest));
            timestamp += 1_024;
        }
        assertEquals(sequence / 2, collected.units.size());
        assertEquals(48_000, collected.formats.getFirst().clockRate());
        assertThrows(
                MalformedMediaException.class,
                () ->
                        RtpPayloadFormats.format(
                                new PayloadDescription(
                                        96, "MP4A-LATM", 48_000, 2, Map.of("cpresent", "0"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b-pictures.m1v", "b-pictures.m2v", "b-pictures.m4v"})
    void pictures_ofMpeg_giveTheSameUnitsAndDropOnlyWhatIsLost(String file) throws Exception {
        List<Unit> units = mpegPictures(file);
        Format format = mpegFormat(file);
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(format, collected);
        List<ByteBuf> packets = packetize(format, units, 200);
        for (ByteBuf packet : packets) {
            depacketizer.add(RtpPacket.parse(packet));
        }
        assertEquals(List.of(format), collected.formats);
        assertSameUnits(units, collected.units);
        for (int i = 0; i < units.size(); i++) {
            assertEquals(units.get(i).randomAccess(), collected.units.get(i).randomAccess());
        }
        CollectedUnits rest = new CollectedUnits();
        Depacketizer lossy = depacketizer(format, rest);
        packets.remove(packets.size() / 2);
        for (ByteBuf packet : packets) {
            lossy.add(RtpPacket.parse(packet));
        }
        assertEquals(units.size() - 1, rest.units.size());
        assertEquals(1, lossy.counts().lostPackets());
        assertTrue(lossy.counts().droppedAccessUnits() <= 1);
    }

    private static List<Unit> mpegPictures(String file) throws MalformedMediaException {
        byte[] data = CodecFixture.bytes(file);
        List<Unit> units = new ArrayList<>();
        boolean mpeg4 = file.endsWith("m4v");
        for (byte[] received : mpeg4 ? Mpeg4VideoTest.units(data) : MpegVideoTest.units(data)) {
            long pts = units.size() * 3_600L;
            if (mpeg4) {
                Mpeg4VideoUnit unit = Mpeg4VideoUnit.parse(received);
                units.add(new Unit(0, pts, pts, 0, unit.randomAccess(), unit.payload()));
            } else {
                boolean key = MpegVideoPicture.parse(received).randomAccess();
                units.add(new Unit(0, pts, pts, 0, key, received));
            }
        }
        return units;
    }

    private static Format mpegFormat(String file) throws MalformedMediaException {
        byte[] data = CodecFixture.bytes(file);
        return file.endsWith("m4v")
                ? new Mpeg4VideoFormat(
                        Mpeg4VideoUnit.parse(Mpeg4VideoTest.units(data).getFirst())
                                .configuration()
                                .orElseThrow())
                : MpegVideoSequence.format(data, 0, data.length);
    }

    @Test
    void klv_inFragments_isJoined() throws Exception {
        byte[] items = new byte[17 + 3 + 400];
        System.arraycopy(Bytes.ofHex("060e2b34").toByteArray(), 0, items, 0, 4);
        items[16] = (byte) 0x82;
        items[17] = 1;
        items[18] = (byte) (items.length - 19 - 256);
        Unit unit = new Unit(0, 900, 900, 0, true, items);
        CollectedUnits collected = new CollectedUnits();
        Format format = new KlvFormat(true);
        Depacketizer depacketizer = depacketizer(format, collected);
        for (ByteBuf packet : packetize(format, List.of(unit), 100)) {
            depacketizer.add(RtpPacket.parse(packet));
        }
        assertArrayEquals(items, collected.units.getFirst().payload());
        assertEquals(List.of(format), collected.formats);
    }

    @Test
    void unknownEncoding_asReceived_goesOutWithTheSamePayloadsAndMarkers() throws Exception {
        PayloadDescription description =
                new PayloadDescription(100, "speex", 16_000, 1, Map.of("vbr", "on"));
        assertFalse(RtpPayloadFormats.isKnown(description));
        Format format = RtpPayloadFormats.receivedFormat(MediaKind.AUDIO, description);
        assertEquals(
                description.parameters(), RtpPayloadFormats.describe(format, 100).parameters());
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer =
                RtpPayloadFormats.asReceived(
                        MediaKind.AUDIO, description, RtpLimits.DEFAULT, collected);
        depacketizer.add(RtpBytes.packet(1, 160, false, "0102"));
        depacketizer.add(RtpBytes.packet(2, 160, true, "03"));
        depacketizer.add(RtpBytes.packet(3, 320, false, "04"));
        depacketizer.finish();
        assertEquals(List.of(format), collected.formats);
        assertEquals(2, collected.units.size());
        assertEquals(
                160, collected.units.getLast().ptsTicks() - collected.units.getFirst().ptsTicks());
        List<ByteBuf> sent = packetize(format, collected.units, 1_420);
        List<String> seen = new ArrayList<>();
        for (ByteBuf packet : sent) {
            RtpPacket parsed = RtpPacket.parse(packet);
            seen.add(parsed.marker() + " " + ByteBufUtil.hexDump(parsed.payload()));
        }
        assertEquals(List.of("false 0102", "true 03", "false 04"), seen);
        Unit cut = new Unit(0, 0, 0, 0, true, new byte[] {0, 20, 1});
        assertThrows(MalformedMediaException.class, () -> packetize(format, List.of(cut), 1_420));
    }

    @Property(tries = 300)
    void add_random_isMalformedOrUnits(
            @ForAll @Size(max = 60) byte[] payload, @ForAll boolean marker) {
        for (String name :
                List.of(
                        "H265",
                        "MPA",
                        "AC3",
                        "EAC3",
                        "opus",
                        "L24",
                        "G726-40",
                        "MP4A-LATM",
                        "MPV",
                        "MP4V-ES",
                        "SMPTE336M")) {
            int rate = name.equals("H265") || name.equals("MPA") ? 90_000 : 48_000;
            try {
                Depacketizer depacketizer =
                        RtpPayloadFormats.depacketizer(
                                        new PayloadDescription(96, name, rate, 2, Map.of()),
                                        RtpLimits.DEFAULT,
                                        new CollectedUnits())
                                .orElseThrow();
                for (int i = 0; i < 3; i++) {
                    ByteBuf bytes = Unpooled.wrappedBuffer(payload);
                    depacketizer.add(new RtpPacket(96, marker, i, 7, 1, bytes));
                }
                depacketizer.finish();
            } catch (MalformedMediaException expected) {
                assertNotNull(expected.getMessage());
            }
        }
    }

    /** Size of the frame at an index. */
    private interface FrameSize {
        int at(int index, int left) throws MalformedMediaException;
    }

    private static List<byte[]> frames(byte[] data, FrameSize size) throws MalformedMediaException {
        List<byte[]> frames = new ArrayList<>();
        int position = 0;
        while (position < data.length) {
            int end = position + size.at(position, data.length - position);
            frames.add(Arrays.copyOfRange(data, position, end));
            position = end;
        }
        return frames;
    }

    private static List<byte[]> random(int size, int count) {
        Random random = new Random(size);
        List<byte[]> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] unit = new byte[size];
            random.nextBytes(unit);
            units.add(unit);
        }
        return units;
    }

    /** CELT, 20 ms, one frame. */
    private static List<byte[]> opus() {
        List<byte[]> units = random(90, 5);
        units.forEach(unit -> unit[0] = (byte) 0xFC);
        return units;
    }

    private static List<Unit> units(Sample sample) {
        List<Unit> units = new ArrayList<>();
        long pts = 0;
        for (byte[] data : sample.units()) {
            units.add(new Unit(0, pts, pts, 0, true, data));
            pts += UnitDuration.ticks(sample.format(), data).orElseThrow();
        }
        return units;
    }

    private static void assertSameUnits(List<Unit> expected, List<Unit> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).payload(), actual.get(i).payload(), "unit " + i);
            assertEquals(
                    expected.get(i).ptsTicks(),
                    actual.get(i).ptsTicks() - actual.getFirst().ptsTicks());
        }
    }

    private static Format h265() throws MalformedMediaException {
        H265ParameterSets sets = new H265ParameterSets();
        sets.update(H265Fixture.accessUnits().getFirst());
        return sets.format().orElseThrow();
    }

    private static List<Unit> pictures() throws MalformedMediaException {
        List<Unit> units = new ArrayList<>();
        for (List<NalUnit> received : H265Fixture.accessUnits()) {
            H265AccessUnit picture = H265AccessUnit.of(received);
            long pts = units.size() * 3_600L;
            units.add(new Unit(0, pts, pts, 0, picture.randomAccess(), picture.payload()));
        }
        return units;
    }

    private static Depacketizer depacketizer(Format format, CollectedUnits collected)
            throws MalformedMediaException {
        return RtpPayloadFormats.depacketizer(
                        RtpPayloadFormats.describe(format, 96), RtpLimits.DEFAULT, collected)
                .orElseThrow();
    }

    private static List<ByteBuf> packetize(Format format, List<Unit> units, int maxPayloadSize)
            throws MalformedMediaException {
        RtpBytes.Output output = new RtpBytes.Output();
        RtpSender sender = new RtpSender(96, 1, 65_530, maxPayloadSize, output);
        Packetizer packetizer = RtpPayloadFormats.packetizer(format, sender);
        for (Unit unit : units) {
            packetizer.packetize(unit);
        }
        return output.packets;
    }
}
