package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.FrameFixture;
import io.millrace.media.JpegFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.jpeg.JpegImage;
import io.millrace.media.jpeg.JpegTables;
import io.millrace.media.jpeg.JpegTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Codecs whose key frames describe themselves: what is packetized comes back. */
class FrameCodecsRoundTripTest {
    static List<FrameFixture> pictures() throws MalformedMediaException {
        return FrameFixture.all();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void packetsOfEverySize_giveTheSameUnits(FrameFixture fixture) throws Exception {
        for (int size : new int[] {16, 17, 64, 300, 1_420, 60_000}) {
            CollectedUnits collected = new CollectedUnits();
            Depacketizer depacketizer = depacketizer(fixture.format(), collected);
            for (ByteBuf packet : packetize(fixture, size)) {
                assertTrue(packet.readableBytes() <= RtpPacket.HEADER_SIZE + size);
                depacketizer.add(RtpPacket.parse(packet));
            }
            assertEquals(List.of(fixture.format()), collected.formats);
            assertEquals(4, collected.units.size());
            for (int i = 0; i < 4; i++) {
                Unit sent = fixture.units().get(i);
                Unit got = collected.units.get(i);
                assertArrayEquals(sent.payload(), got.payload());
                assertEquals(sent.randomAccess(), got.randomAccess());
                assertEquals(
                        sent.ptsTicks(), got.ptsTicks() - collected.units.getFirst().ptsTicks());
                assertEquals(got.ptsTicks(), got.dtsTicks());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyLostPacket_costsItsUnitOnly(FrameFixture fixture) throws Exception {
        int packets = packetize(fixture, 150).size();
        for (int lost = 0; lost < packets; lost++) {
            CollectedUnits collected = new CollectedUnits();
            Depacketizer depacketizer = depacketizer(fixture.format(), collected);
            List<ByteBuf> sent = packetize(fixture, 150);
            RtpPacket missing = RtpPacket.parse(sent.remove(lost));
            for (ByteBuf packet : sent) {
                depacketizer.add(RtpPacket.parse(packet));
            }
            boolean keyLost = missing.timestamp() == 0;
            assertEquals(keyLost ? 0 : 3, collected.units.size(), "without packet " + lost);
            for (Unit unit : collected.units) {
                assertTrue(
                        fixture.units().stream()
                                .anyMatch(known -> Arrays.equals(known.payload(), unit.payload())));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void describe_isKnownAndInBand(FrameFixture fixture) throws Exception {
        PayloadDescription description = RtpPayloadFormats.describe(fixture.format(), 97);
        assertEquals(90_000, description.clockRate());
        assertTrue(RtpPayloadFormats.isKnown(description));
        assertTrue(RtpPayloadFormats.format(description).isEmpty());
        assertTrue(RtpPayloadFormats.coversChange(fixture.format(), fixture.format()));
        for (FrameFixture other : FrameFixture.all()) {
            assertEquals(
                    other.format().equals(fixture.format()),
                    RtpPayloadFormats.coversChange(fixture.format(), other.format()));
        }
    }

    @Test
    void vp9_everyDescriptorField_isPassedOver() throws Exception {
        Unit key = FrameFixture.vp9().units().getFirst();
        for (String descriptor :
                List.of(
                        "08",
                        "88 12",
                        // I P L F B V, long picture id, layer, references, structure
                        "fa 8123 20 05 04 38 00400030 00800060 02 04 00 00",
                        "fa 8123 20 04 38 00400030 00800060 02 04 00 00",
                        "aa 23 20 07 08 01 0c 000000")) {
            assertArrayEquals(
                    key.payload(), received(FrameFixture.vp9(), descriptor, key).payload());
        }
        assertThrows(
                MalformedMediaException.class,
                () -> received(FrameFixture.vp9(), "d8 12 01 01 01 00", key));
    }

    /** What comes of a packet with this descriptor and a whole frame. */
    private static Unit received(FrameFixture fixture, String descriptor, Unit frame)
            throws MalformedMediaException {
        byte[] header = Bytes.ofHex(descriptor).toByteArray();
        CollectedUnits collected = new CollectedUnits();
        ByteBuf payload = Unpooled.wrappedBuffer(header, frame.payload());
        depacketizer(fixture.format(), collected).add(new RtpPacket(96, true, 1, 0, 1, payload));
        return collected.units.getFirst();
    }

    @Test
    void vp8_ofEveryDescriptor_isRead() throws Exception {
        Unit key = FrameFixture.vp8().units().getFirst();
        for (String descriptor : List.of("10", "90 00", "90 80 12", "90 f0 8123 01 20")) {
            assertArrayEquals(
                    key.payload(), received(FrameFixture.vp8(), descriptor, key).payload());
        }
    }

    @Test
    void av1_elementsThatAreCounted_areRead() throws Exception {
        // W=2: the second element has no length; then one whose size field was left in
        FrameFixture fixture = FrameFixture.av1();
        byte[] whole = fixture.units().getFirst().payload();
        int headerSize = 12;
        byte[] packet = new byte[2 + whole.length - 1];
        packet[0] = 0x28;
        packet[1] = (byte) (headerSize - 1);
        packet[2] = (byte) (whole[0] & ~2);
        System.arraycopy(whole, 2, packet, 3, headerSize - 2);
        System.arraycopy(whole, headerSize, packet, 1 + headerSize, whole.length - headerSize);
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(fixture.format(), collected);
        depacketizer.add(new RtpPacket(96, true, 1, 0, 1, Unpooled.wrappedBuffer(packet)));
        assertArrayEquals(whole, collected.units.getFirst().payload());
    }

    @Test
    void describe_tellsProfiles() throws Exception {
        assertEquals(
                Map.of("profile-id", "0"),
                RtpPayloadFormats.describe(FrameFixture.vp9().format(), 96).parameters());
        assertEquals(
                Map.of("profile", "0", "level-idx", "0", "tier", "0"),
                RtpPayloadFormats.describe(FrameFixture.av1().format(), 96).parameters());
    }

    @Test
    void jpeg_packetized_isRebuilt() throws Exception {
        List<Unit> units = new ArrayList<>();
        for (byte[] image : JpegTest.images("standard.mjpeg")) {
            long ticks = units.size() * 3_600L;
            byte[] payload = JpegImage.parse(image).toBytes();
            units.add(new Unit(0, ticks, ticks, 0, true, payload));
        }
        FrameFixture fixture = new FrameFixture(new JpegFormat(), units);
        for (int size : new int[] {160, 500, 1_420}) {
            CollectedUnits collected = new CollectedUnits();
            Depacketizer depacketizer = depacketizer("JPEG", collected);
            for (ByteBuf packet : packetize(fixture, size)) {
                assertTrue(packet.readableBytes() <= RtpPacket.HEADER_SIZE + size);
                depacketizer.add(RtpPacket.parse(packet));
            }
            assertEquals(units.size(), collected.units.size());
            for (int i = 0; i < units.size(); i++) {
                assertArrayEquals(units.get(i).payload(), collected.units.get(i).payload());
                assertTrue(collected.units.get(i).randomAccess());
            }
        }
    }

    @Test
    void jpeg_tablesByQualityOrSentOnce_areFilledIn() throws Exception {
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer("JPEG", collected);
        String tables = "00 00 0040" + "07".repeat(64);
        depacketizer.add(RtpBytes.packet(1, 0, true, "00000000 01 32 02 01 aabb"));
        depacketizer.add(
                RtpBytes.packet(2, 9, true, "00000000 41 80 02 01 00040fff" + tables + "cc"));
        depacketizer.add(RtpBytes.packet(3, 18, true, "00000000 01 80 02 01 00000000 ddffd9"));
        List<JpegImage> images = new ArrayList<>();
        for (Unit unit : collected.units) {
            images.add(JpegImage.parse(unit.payload()));
        }
        assertArrayEquals(JpegTables.quantization(50), images.get(0).quantization());
        assertEquals(4, images.get(1).restartInterval());
        assertEquals(7, images.get(1).quantization()[127]);
        assertArrayEquals(images.get(1).quantization(), images.get(2).quantization());
        assertArrayEquals(new byte[] {(byte) 0xDD}, images.get(2).scan());
    }

    @Property(tries = 500)
    void add_random_isMalformedOrUnits(
            @ForAll @Size(max = 60) byte[] payload, @ForAll boolean marker) {
        for (String name : List.of("AV1", "VP9", "VP8", "JPEG")) {
            try {
                Depacketizer depacketizer = depacketizer(name, new CollectedUnits());
                for (int i = 0; i < 3; i++) {
                    ByteBuf bytes = Unpooled.wrappedBuffer(payload);
                    depacketizer.add(new RtpPacket(96, marker, i, 7, 1, bytes));
                }
                depacketizer.finish();
                assertFalse(depacketizer.counts().lostPackets() > 0);
            } catch (MalformedMediaException expected) {
                assertNotNull(expected.getMessage());
            }
        }
    }

    private static Depacketizer depacketizer(Format format, CollectedUnits collected)
            throws MalformedMediaException {
        return depacketizer(RtpPayloadFormats.describe(format, 96).encodingName(), collected);
    }

    private static Depacketizer depacketizer(String encoding, CollectedUnits collected)
            throws MalformedMediaException {
        return RtpPayloadFormats.depacketizer(
                        new PayloadDescription(96, encoding, 90_000, 1, Map.of()),
                        RtpLimits.DEFAULT,
                        collected)
                .orElseThrow();
    }

    private static List<ByteBuf> packetize(FrameFixture fixture, int maxPayloadSize)
            throws MalformedMediaException {
        RtpBytes.Output output = new RtpBytes.Output();
        RtpSender sender = new RtpSender(96, 1, 65_530, maxPayloadSize, output);
        Packetizer packetizer = RtpPayloadFormats.packetizer(fixture.format(), sender);
        for (Unit unit : fixture.units()) {
            packetizer.packetize(unit);
        }
        return new ArrayList<>(output.packets);
    }
}
