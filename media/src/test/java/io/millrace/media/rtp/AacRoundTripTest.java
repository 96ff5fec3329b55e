package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.aac.Adts;
import io.millrace.media.aac.AudioSpecificConfig;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AacRoundTripTest {
    private final CollectedUnits collected = new CollectedUnits();

    @ParameterizedTest
    @ValueSource(ints = {16, 60, 1_420})
    void packets_ofEveryPayloadSize_giveTheSameUnits(int maxPayloadSize) throws Exception {
        List<byte[]> frames = frames();
        Depacketizer depacketizer = depacketizer();
        for (ByteBuf packet : packetize(frames, maxPayloadSize)) {
            assertTrue(packet.readableBytes() <= RtpPacket.HEADER_SIZE + maxPayloadSize);
            depacketizer.add(RtpPacket.parse(packet));
        }
        assertFrames(frames);
    }

    @Test
    void capture_ofFfmpeg_givesTheFramesOfItsFile() throws Exception {
        Depacketizer depacketizer =
                RtpPayloadFormats.depacketizer(
                                RtpCapture.descriptions().get(1), RtpLimits.DEFAULT, collected)
                        .orElseThrow();
        for (RtpPacket packet : RtpCapture.load("ffmpeg-aac.rtp")) {
            depacketizer.add(packet);
        }
        assertTrue(collected.units.size() > 80);
        assertFrames(frames().subList(0, collected.units.size()));
        assertEquals(44_100, collected.formats.getFirst().clockRate());
    }

    @Test
    void add_lostFragment_dropsOnlyThatAccessUnit() throws Exception {
        Depacketizer depacketizer = depacketizer();
        depacketizer.add(RtpBytes.packet(1, 0, false, "0010 0030 010203"));
        depacketizer.add(RtpBytes.packet(3, 1_024, true, "0010 0010 0405"));
        assertEquals(1, collected.units.size());
        assertArrayEquals(new byte[] {4, 5}, collected.units.getFirst().payload());
        assertEquals(1, depacketizer.counts().droppedAccessUnits());
        assertEquals(1, depacketizer.counts().lostPackets());
    }

    @Test
    void add_brokenHeaders_throwsAndStartsClean() throws Exception {
        for (String payload :
                List.of(
                        "00",
                        "0010",
                        "0000 01",
                        "0010 0030",
                        "0011 0010 00 01",
                        "0020 0010 0001 01")) {
            Depacketizer depacketizer = depacketizer();
            if (!payload.equals("0010 0030")) {
                assertThrows(
                        MalformedMediaException.class,
                        () -> depacketizer.add(RtpBytes.packet(1, 0, true, payload)),
                        payload);
                assertEquals(1, depacketizer.counts().malformedPackets());
            }
            depacketizer.add(RtpBytes.packet(2, 1_024, true, "0010 0010 0405"));
            assertEquals(2, collected.units.getLast().sizeBytes());
        }
    }

    @Test
    void add_clockRateOfDescriptionIsNotTheSampleRate_converts() throws Exception {
        PayloadDescription doubled =
                new PayloadDescription(
                        96,
                        "mpeg4-generic",
                        48_000,
                        1,
                        Map.of("config", "1308", "mode", "AAC-hbr"));
        Depacketizer depacketizer =
                RtpPayloadFormats.depacketizer(doubled, RtpLimits.DEFAULT, collected).orElseThrow();
        depacketizer.add(RtpBytes.packet(1, 48_000, true, "0010 0010 0405"));
        assertEquals(24_000, collected.formats.getFirst().clockRate());
        assertEquals(24_000, collected.units.getFirst().ptsTicks());
    }

    @Test
    void describe_andFormat_areInverse() throws Exception {
        AacFormat format = AudioSpecificConfig.format(2, 48_000, 2);
        PayloadDescription description = RtpPayloadFormats.describe(format, 97);
        assertEquals(format, RtpPayloadFormats.format(description).orElseThrow());
    }

    @Test
    void format_withoutOrWithBadConfig_throws() {
        for (Map<String, String> parameters :
                List.<Map<String, String>>of(
                        Map.of(), Map.of("config", "xy"), Map.of("config", "12"))) {
            PayloadDescription description =
                    new PayloadDescription(96, "MPEG4-GENERIC", 44_100, 2, parameters);
            assertThrows(
                    MalformedMediaException.class, () -> RtpPayloadFormats.format(description));
        }
    }

    private void assertFrames(List<byte[]> frames) {
        assertEquals(frames.size(), collected.units.size());
        long first = collected.units.getFirst().ptsTicks();
        for (int i = 0; i < frames.size(); i++) {
            Unit unit = collected.units.get(i);
            assertArrayEquals(frames.get(i), unit.payload(), "unit " + i);
            assertEquals(i * 1_024L, unit.ptsTicks() - first);
            assertEquals(unit.ptsTicks(), unit.dtsTicks());
        }
    }

    private Depacketizer depacketizer() throws MalformedMediaException {
        PayloadDescription description =
                RtpPayloadFormats.describe(AudioSpecificConfig.format(2, 44_100, 1), 96);
        return RtpPayloadFormats.depacketizer(description, RtpLimits.DEFAULT, collected)
                .orElseThrow();
    }

    private static List<ByteBuf> packetize(List<byte[]> frames, int maxPayloadSize)
            throws MalformedMediaException {
        RtpBytes.Output output = new RtpBytes.Output();
        RtpSender sender = new RtpSender(96, 1, 65_530, maxPayloadSize, output);
        Packetizer packetizer =
                RtpPayloadFormats.packetizer(AudioSpecificConfig.format(2, 44_100, 1), sender);
        for (int i = 0; i < frames.size(); i++) {
            packetizer.packetize(new Unit(1, i * 1_024L, i * 1_024L, 0, true, frames.get(i)));
        }
        return output.packets;
    }

    /** The same encoding in a file, with ADTS headers. */
    private static List<byte[]> frames() throws MalformedMediaException {
        byte[] file = RtpCapture.read("sine.adts");
        List<byte[]> frames = new ArrayList<>();
        int position = 0;
        while (position < file.length) {
            Adts header = Adts.parse(file, position, file.length - position);
            assertEquals(44_100, header.format().sampleRate());
            frames.add(
                    Arrays.copyOfRange(
                            file, position + header.headerSize(), position + header.frameSize()));
            position += header.frameSize();
        }
        return frames;
    }
}
