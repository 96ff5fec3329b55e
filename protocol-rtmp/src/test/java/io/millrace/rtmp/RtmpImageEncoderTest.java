package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.rtmp.wire.ChunkDecoder;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.ChunkLimits;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.stream.Counters;
import io.millrace.stream.Mark;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RtmpImageEncoderTest {
    private static StreamRecord record(Unit... units) {
        return new StreamRecord(1, 0, 1, Mark.NONE, Optional.empty(), List.of(units));
    }

    private static Unit later(Unit unit, long millis) {
        return unit.shiftedBy(millis * (unit.track() == TestMedia.VIDEO.id() ? 90 : 0));
    }

    private static RtmpImageEncoder encoder(int chunkSize) {
        RtmpImageEncoder encoder =
                new RtmpImageEncoder(
                        new RtmpFlavour(chunkSize, false, false, RtmpCounters.of(new Counters())));
        encoder.describe(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        return encoder;
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1000, 65_536})
    void encode_pictureAndSound_areWholeMessages(int chunkSize) throws Exception {
        for (long millis : new long[] {0, 0xFFFFFE, 0xFFFFFF, 0x1_0000_0005L}) {
            Unit picture = later(TestMedia.picture(0, 3000), millis);
            Unit sound = TestMedia.sound(3);
            ByteBuf image = encoder(chunkSize).encode(record(sound, picture)).orElseThrow();
            assertTrue(image.isDirect());
            ByteBuf wire = Unpooled.buffer();
            new ChunkEncoder(128)
                    .encode(
                            wire,
                            2,
                            new ChunkEncoder.Header(MessageType.SET_CHUNK_SIZE, 0, 0),
                            Unpooled.buffer().writeInt(chunkSize));
            wire.writeBytes(image);
            image.release();
            try (ChunkDecoder decoder = new ChunkDecoder(wire.alloc(), ChunkLimits.defaults())) {
                RtmpMessage audio = decoder.next(wire).orElseThrow();
                assertEquals(MessageType.AUDIO, audio.type());
                assertEquals(70, audio.timestampMillis());
                same(TestMedia.body(TestMedia.AUDIO, sound), audio);
                RtmpMessage video = decoder.next(wire).orElseThrow();
                assertEquals(MessageType.VIDEO, video.type());
                assertEquals(millis & 0xFFFF_FFFFL, video.timestampMillis());
                same(TestMedia.body(TestMedia.VIDEO, picture), video);
                assertEquals(0, wire.readableBytes());
            }
        }
    }

    private static void same(byte[] expected, RtmpMessage message) {
        assertArrayEquals(expected, ByteBufUtil.getBytes(message.payload()));
        message.payload().release();
    }

    @Test
    void encode_nothingCarried_isEmpty() {
        RtmpImageEncoder encoder = encoder(4096);
        assertEquals(Optional.empty(), encoder.encode(record()));
        encoder.describe(List.of(TestMedia.VIDEO));
        assertEquals(Optional.empty(), encoder.encode(record(TestMedia.sound(0))));
    }

    @Test
    void encode_decodingTimeBeforeZero_isToldAtZero() {
        Unit early = later(TestMedia.picture(0, 10), -80);
        ByteBuf image = encoder(4096).encode(record(early)).orElseThrow();
        assertEquals(0, image.getUnsignedMedium(1));
        image.release();
    }

    @Test
    void encode_pictureAboveRtmpsLimit_isLeftOutAndCounted() {
        Counters counters = new Counters();
        RtmpImageEncoder encoder =
                new RtmpImageEncoder(
                        new RtmpFlavour(65_536, false, false, RtmpCounters.of(counters)));
        encoder.describe(List.of(TestMedia.VIDEO));
        Unit huge = new Unit(TestMedia.VIDEO.id(), 0, 0, 0, true, new byte[16 << 20]);
        assertEquals(Optional.empty(), encoder.encode(record(huge)));
        assertEquals(
                1, counters.counter("rtmp_units_dropped", "reason", "message-too-large").sum());
    }
}
