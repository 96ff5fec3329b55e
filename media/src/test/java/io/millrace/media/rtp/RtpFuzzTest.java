package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.aac.AudioSpecificConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Random and mutated bytes give units in order, or the one checked exception, nothing else. */
class RtpFuzzTest {
    private static final RtpLimits LIMITS = new RtpLimits(100_000, 64);

    @Property(tries = 500)
    void packet_randomBytes_parsesOrThrowsMalformed(@ForAll @Size(max = 64) byte[] bytes) {
        parse(bytes);
        bytes = bytes.clone();
        if (bytes.length > 0) {
            bytes[0] = (byte) ((bytes[0] & 0x3F) | 0x80);
            parse(bytes);
        }
    }

    @Property(tries = 500)
    void rtcp_randomBytes_parsesOrThrowsMalformed(
            @ForAll @Size(max = 64) byte[] bytes, @ForAll Random random) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes.clone());
        if (bytes.length > 4) {
            buffer.setByte(0, 0x80 | random.nextInt(64));
            buffer.setByte(1, 200 + random.nextInt(5));
            buffer.setShort(2, random.nextInt(bytes.length / 4 + 1));
        }
        try {
            assertTrue(Rtcp.parse(buffer).size() <= 64);
        } catch (MalformedMediaException expected) {
            assertTrue(expected.toString().contains(": RTCP"));
        }
    }

    @Property(tries = 60)
    void depacketizer_mutatedCapture_givesRisingUnits(@ForAll Random random)
            throws MalformedMediaException {
        List<PayloadDescription> descriptions = RtpCapture.descriptions();
        run(descriptions.get(0), RtpCapture.load("ffmpeg-h264.rtp"), random);
        run(descriptions.get(0), RtpCapture.load("gstreamer-h264.rtp"), random);
        run(descriptions.get(1), RtpCapture.load("ffmpeg-aac.rtp"), random);
        run(
                new PayloadDescription(96, "H264", 90_000, 1, Map.of()),
                RtpCapture.load("gstreamer-h264.rtp"),
                random);
    }

    @Property(tries = 300)
    void depacketizer_randomPayloads_givesRisingUnits(
            @ForAll @Size(max = 30) List<@Size(max = 24) byte[]> payloads, @ForAll Random random)
            throws MalformedMediaException {
        CollectedUnits collected = new CollectedUnits();
        List<Depacketizer> depacketizers =
                List.of(
                        depacketizer(RtpCapture.descriptions().getFirst(), collected),
                        depacketizer(
                                RtpPayloadFormats.describe(
                                        AudioSpecificConfig.format(2, 44_100, 2), 97),
                                new CollectedUnits()));
        for (byte[] payload : payloads) {
            RtpPacket packet =
                    new RtpPacket(
                            96,
                            random.nextBoolean(),
                            random.nextInt(65_536),
                            random.nextInt(8) * 3_600L,
                            1,
                            Unpooled.wrappedBuffer(payload));
            depacketizers.forEach(depacketizer -> add(depacketizer, packet));
        }
        assertRising(collected);
    }

    private static void run(PayloadDescription description, List<RtpPacket> packets, Random random)
            throws MalformedMediaException {
        CollectedUnits collected = new CollectedUnits();
        Depacketizer depacketizer = depacketizer(description, collected);
        for (RtpPacket packet : packets) {
            byte[] payload = ByteBufUtil.getBytes(packet.payload());
            for (int i = random.nextInt(3); i > 0 && payload.length > 0; i--) {
                int reach = random.nextBoolean() ? payload.length : Math.min(6, payload.length);
                payload[random.nextInt(reach)] = (byte) random.nextInt(256);
            }
            int size = random.nextInt(4) == 0 ? random.nextInt(payload.length + 1) : payload.length;
            if (random.nextInt(30) != 0) {
                add(
                        depacketizer,
                        new RtpPacket(
                                96,
                                packet.marker() ^ (random.nextInt(20) == 0),
                                packet.sequenceNumber(),
                                packet.timestamp(),
                                1,
                                Unpooled.wrappedBuffer(payload, 0, size)));
            }
        }
        assertRising(collected);
        assertTrue(depacketizer.counts().units() == collected.units.size());
    }

    private static void assertRising(CollectedUnits collected) {
        long last = Long.MIN_VALUE;
        for (Unit unit : collected.units) {
            assertTrue(unit.dtsTicks() > last && unit.dtsTicks() <= unit.ptsTicks());
            assertTrue(unit.sizeBytes() <= LIMITS.accessUnitBytes());
            last = unit.dtsTicks();
        }
    }

    private static Depacketizer depacketizer(PayloadDescription description, CollectedUnits sink)
            throws MalformedMediaException {
        return RtpPayloadFormats.depacketizer(description, LIMITS, sink).orElseThrow();
    }

    private static void add(Depacketizer depacketizer, RtpPacket packet) {
        try {
            depacketizer.add(packet);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }

    private static void parse(byte[] bytes) {
        try {
            RtpPacket packet = RtpPacket.parse(Unpooled.wrappedBuffer(bytes));
            assertTrue(packet.payload().readableBytes() <= bytes.length - RtpPacket.HEADER_SIZE);
        } catch (MalformedMediaException expected) {
            assertTrue(expected.toString().contains(": RTP"));
        }
    }
}
