package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.H264Fixture;
import io.millrace.media.h264.H264Fixture.Picture;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnitType;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real pictures, packetized by us, ffmpeg or GStreamer, come back byte for byte with their dts. */
class H264RoundTripTest {
    private static final PayloadDescription NO_PARAMETER_SETS =
            new PayloadDescription(96, "h264", 90_000, 1, Map.of());

    static Stream<String> fixtures() {
        return H264Fixture.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void packets_ofEveryPayloadSize_giveTheSameUnits(String name) throws Exception {
        List<String> expected = lines(H264Fixture.load(name).pictures());
        for (int maxPayloadSize : new int[] {16, 100, 333, 1_420, 8_900}) {
            CollectedUnits collected = new CollectedUnits();
            Depacketizer depacketizer = depacketizer(collected);
            for (ByteBuf packet : packetize(name, maxPayloadSize)) {
                assertTrue(packet.readableBytes() <= RtpPacket.HEADER_SIZE + maxPayloadSize);
                depacketizer.add(RtpPacket.parse(packet));
            }
            assertEquals(expected, collected.lines());
            assertEquals(1, collected.formats.size());
            assertEquals(0, depacketizer.counts().droppedAccessUnits());
            assertEquals(0, depacketizer.counts().correctedTimestamps());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg-h264.rtp", "gstreamer-h264.rtp"})
    void capture_ofRealSender_givesThePublishedUnits(String capture) throws Exception {
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer =
                RtpPayloadFormats.depacketizer(
                                RtpCapture.descriptions().getFirst(), RtpLimits.DEFAULT, collected)
                        .orElseThrow();
        for (RtpPacket packet : RtpCapture.load(capture)) {
            depacketizer.add(packet);
        }
        depacketizer.finish();
        List<String> expected = lines(H264Fixture.load("b-pyramid-slices").pictures());
        assertTrue(collected.units.size() >= 45, () -> collected.units.size() + " units");
        assertEquals(expected.subList(0, collected.units.size()), collected.lines());
    }

    @Test
    void packets_lostAtRandom_giveOnlyWholeUnitsInOrder() throws Exception {
        Random random = new Random(7);
        for (String name : H264Fixture.NAMES) {
            List<String> whole = payloads(H264Fixture.load(name).pictures());
            for (int round = 0; round < 20; round++) {
                CollectedUnits collected = new CollectedUnits();
                Depacketizer depacketizer = depacketizer(collected);
                for (ByteBuf packet : packetize(name, 200)) {
                    if (random.nextInt(20) != 0) {
                        depacketizer.add(RtpPacket.parse(packet));
                    }
                }
                List<String> got = new ArrayList<>();
                long last = Long.MIN_VALUE;
                for (Unit unit : collected.units) {
                    got.add(slices(NalUnits.ofLengthPrefixed(unit.payload())));
                    assertTrue(unit.dtsTicks() > last && unit.dtsTicks() <= unit.ptsTicks());
                    last = unit.dtsTicks();
                }
                assertTrue(got.size() < whole.size());
                assertTrue(isSubsequence(got, whole), name + " round " + round);
            }
        }
    }

    @Test
    void packets_timestampWraps_ptsGoesOn() throws Exception {
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(collected);
        long start = (1L << 32) - 20_000;
        for (ByteBuf packet : packetize("no-b-pictures", 1_420)) {
            RtpPacket parsed = RtpPacket.parse(packet);
            depacketizer.add(
                    new RtpPacket(
                            96,
                            parsed.marker(),
                            parsed.sequenceNumber(),
                            parsed.timestamp() + start & 0xFFFF_FFFFL,
                            1,
                            parsed.payload()));
        }
        assertEquals(start, collected.units.getFirst().ptsTicks());
        assertEquals(lines(H264Fixture.load("no-b-pictures").pictures()), collected.lines());
    }

    @Test
    void format_withSprop_isToldBeforeTheFirstUnit() throws Exception {
        H264Format format = format("adaptive-b");
        PayloadDescription description = RtpPayloadFormats.describe(format, 97);
        assertEquals(format, RtpPayloadFormats.format(description).orElseThrow());
        assertTrue(RtpPayloadFormats.format(NO_PARAMETER_SETS).isEmpty());
    }

    @Test
    void units_beforeAnyParameterSets_areDroppedAndCounted() throws Exception {
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(collected);
        depacketizer.add(RtpBytes.packet(1, 0, true, "65 88 84"));
        assertEquals(List.of(), collected.units);
        assertEquals(1, depacketizer.counts().droppedAccessUnits());
    }

    private static Depacketizer depacketizer(CollectedUnits sink) throws MalformedMediaException {
        return RtpPayloadFormats.depacketizer(NO_PARAMETER_SETS, RtpLimits.DEFAULT, sink)
                .orElseThrow();
    }

    private static H264Format format(String name) throws MalformedMediaException {
        ParameterSets sets = new ParameterSets();
        sets.update(H264Fixture.load(name).pictures().getFirst().nalUnits());
        return sets.format().orElseThrow();
    }

    private static List<ByteBuf> packetize(String name, int maxPayloadSize)
            throws MalformedMediaException {
        RtpBytes.Output output = new RtpBytes.Output();
        RtpSender sender = new RtpSender(96, 1, 65_500, maxPayloadSize, output);
        Packetizer packetizer = RtpPayloadFormats.packetizer(format(name), sender);
        for (Picture picture : H264Fixture.load(name).pictures()) {
            packetizer.packetize(unit(picture));
        }
        assertEquals(output.packets.size(), sender.packets());
        return output.packets;
    }

    private static Unit unit(Picture picture) throws MalformedMediaException {
        AccessUnit accessUnit = AccessUnit.of(picture.nalUnits());
        return new Unit(
                0,
                picture.ptsTicks(),
                picture.dtsTicks(),
                0,
                accessUnit.randomAccess(),
                accessUnit.payload());
    }

    private static List<String> lines(List<Picture> pictures) throws MalformedMediaException {
        CollectedUnits expected = new CollectedUnits();
        for (Picture picture : pictures) {
            expected.units.add(unit(picture));
        }
        return expected.lines();
    }

    private static List<String> payloads(List<Picture> pictures) {
        List<String> payloads = new ArrayList<>();
        for (Picture picture : pictures) {
            payloads.add(slices(picture.nalUnits()));
        }
        return payloads;
    }

    /** Loss may take SEI before a picture: that picture still is whole. */
    private static String slices(List<NalUnit> units) {
        return units.stream()
                .filter(unit -> NalUnitType.isPicture(unit.type()))
                .map(unit -> unit.toBytes().toString())
                .collect(Collectors.joining(" "));
    }

    private static boolean isSubsequence(List<String> part, List<String> whole) {
        int at = 0;
        for (String element : part) {
            while (at < whole.size() && !whole.get(at).equals(element)) {
                at++;
            }
            if (at++ >= whole.size()) {
                return false;
            }
        }
        return true;
    }
}
