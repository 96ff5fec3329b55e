package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    /** Padding, extension and two CSRCs around payload 01 02. */
    private static final String EVERYTHING =
            "b2 e0 ffff 00015f90 deadbeef 00000001 00000002 bede0001 11223344 0102 0002";

    @Test
    void parse_everyField_isRead() throws Exception {
        RtpPacket packet = RtpPacket.parse(RtpBytes.hex(EVERYTHING));
        assertEquals(96, packet.payloadType());
        assertTrue(packet.marker());
        assertEquals(65_535, packet.sequenceNumber());
        assertEquals(90_000, packet.timestamp());
        assertEquals(0xDEADBEEFL, packet.ssrc());
        assertEquals("0102", ByteBufUtil.hexDump(packet.payload()));
    }

    @Test
    void write_andParse_areInverse() throws Exception {
        RtpPacket packet = RtpBytes.packet(7, 0xFFFF_FFFFL, true, "0a0b0c");
        ByteBuf written = Unpooled.buffer();
        packet.write(written);
        assertEquals(packet, RtpPacket.parse(written));
    }

    @Test
    void parse_truncatedAnywhereBeforeThePayload_throws() {
        ByteBuf whole = RtpBytes.hex(EVERYTHING);
        for (int size = 0; size < 28; size++) {
            ByteBuf cut = whole.slice(0, size);
            assertThrows(MalformedMediaException.class, () -> RtpPacket.parse(cut), "" + size);
        }
    }

    @Test
    void parse_otherVersionOrTooMuchPadding_throws() {
        assertThrows(
                MalformedMediaException.class,
                () -> RtpPacket.parse(RtpBytes.hex("4060 0001 00000000 00000001 01")));
        assertThrows(
                MalformedMediaException.class,
                () -> RtpPacket.parse(RtpBytes.hex("a060 0001 00000000 00000001 0109")));
    }

    @Test
    void unwrap_overTheWrapAndBack_isContinuous() {
        TimestampUnwrapper unwrapper = new TimestampUnwrapper();
        assertEquals(0xFFFF_FF00L, unwrapper.unwrap(0xFFFF_FF00L));
        assertEquals(0x1_0000_0010L, unwrapper.unwrap(0x10));
        assertEquals(0xFFFF_FFF0L, unwrapper.unwrap(0xFFFF_FFF0L));
        assertEquals(0x1_8000_0000L - 0x20, unwrapper.unwrap(0x8000_0000L - 0x20));
        assertEquals(0x2_0000_0000L - 0x100, unwrapper.unwrap(0xFFFF_FF00L));
    }

    @Test
    void place_clockRestarted_goesOnAfterTheHighest() {
        DepacketizerCounts counts = new DepacketizerCounts();
        RtpTimeline timeline = new RtpTimeline(90_000, counts);
        assertEquals(900_000, timeline.place(900_000));
        assertEquals(800_000, timeline.place(800_000));
        assertEquals(900_001, timeline.place(100));
        assertEquals(903_601, timeline.place(3_700));
        assertEquals(1, counts.correctedTimestamps());
    }
}
