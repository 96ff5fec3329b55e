package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpTest {
    private static final RtcpPacket.ReportBlock BLOCK =
            new RtcpPacket.ReportBlock(7, 255, -3, 0x1_FFFFL, 12, 0xABCD_EF01L, 65_536);

    @Test
    void parse_senderReportAndDescription_areRead() throws Exception {
        ByteBuf compound =
                RtpBytes.hex(
                        "80c80006 00000005 e9a5b2c0 80000000 00015f90 00000003 00000100"
                                + " 81ca0004 00000005 01 06 6d696c6c6163 00000000");
        List<RtcpPacket> packets = Rtcp.parse(compound);
        RtcpPacket.SenderReport report = (RtcpPacket.SenderReport) packets.getFirst();
        assertEquals(0xe9a5b2c0_80000000L, report.ntp());
        assertEquals(90_000, report.rtpTimestamp());
        assertEquals(3, report.packets());
        assertEquals(256, report.payloadBytes());
        assertEquals(new RtcpPacket.SourceDescription(5, "millac"), packets.get(1));
    }

    @Test
    void write_andParse_areInverse() throws Exception {
        for (String name : List.of("", "a", "ab", "abc", "abcd")) {
            List<RtcpPacket> packets =
                    List.of(
                            new RtcpPacket.SenderReport(5, -1L, 2, 3, 4, List.of(BLOCK, BLOCK)),
                            new RtcpPacket.ReceiverReport(6, List.of(BLOCK)),
                            new RtcpPacket.SourceDescription(5, name),
                            new RtcpPacket.Bye(List.of(5L, 0xFFFF_FFFFL)));
            ByteBuf out = Unpooled.buffer();
            Rtcp.write(packets, out);
            assertEquals(0, out.readableBytes() % 4, ByteBufUtil.hexDump(out));
            assertEquals(packets, Rtcp.parse(out));
        }
    }

    @Test
    void parse_truncatedAnywhere_throwsOrGivesWholePackets() throws Exception {
        ByteBuf out = Unpooled.buffer();
        Rtcp.write(List.of(new RtcpPacket.ReceiverReport(6, List.of(BLOCK))), out);
        for (int size = 1; size < out.readableBytes(); size++) {
            ByteBuf cut = out.slice(0, size);
            assertThrows(MalformedMediaException.class, () -> Rtcp.parse(cut));
        }
        assertEquals(List.of(), Rtcp.parse(Unpooled.EMPTY_BUFFER));
    }

    @Test
    void parse_unknownTypes_arePassedOver() throws Exception {
        assertEquals(
                List.of(new RtcpPacket.Other(205)), Rtcp.parse(RtpBytes.hex("81cd0001 00000001")));
    }

    @Test
    void isRtcp_tellsByType() {
        assertTrue(Rtcp.isRtcp(RtpBytes.hex("80c8")));
        assertFalse(Rtcp.isRtcp(RtpBytes.hex("80e0")));
        assertFalse(Rtcp.isRtcp(RtpBytes.hex("80")));
    }

    @Test
    void ntpTime_microsThereAndBack_isExact() {
        assertEquals(2_208_988_800L << 32, NtpTime.ofMicros(0));
        for (long micros : new long[] {0, 1, 999_999, 1_700_000_000_123_457L}) {
            assertEquals(micros, NtpTime.toMicros(NtpTime.ofMicros(micros)));
        }
        assertEquals(0x5678_9ABCL, NtpTime.middle(0x1234_5678_9ABC_DEF0L));
    }

    @Test
    void senderClock_mapsTimestampsAroundTheReport() {
        SenderClock clock = new SenderClock(90_000);
        assertTrue(clock.ntpMicros(0).isEmpty());
        long ntp = NtpTime.ofMicros(1_700_000_000_000_000L);
        clock.onSenderReport(new RtcpPacket.SenderReport(1, ntp, 100, 0, 0, List.of()));
        assertEquals(1_700_000_001_000_000L, clock.ntpMicros(90_100).orElseThrow());
        assertEquals(1_699_999_999_000_000L, clock.ntpMicros(0xFFFF_FFFFL - 89_899).orElseThrow());
    }
}
