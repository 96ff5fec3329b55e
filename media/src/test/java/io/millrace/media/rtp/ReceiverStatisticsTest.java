package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiverStatisticsTest {
    private final ReceiverStatistics statistics = new ReceiverStatistics(90_000);

    @Test
    void report_everyFourthLost_tellsAQuarter() {
        for (int i = 0; i < 40; i++) {
            if (i % 4 != 2) {
                receive(65_530 + i, i);
            }
        }
        RtcpPacket.ReportBlock block = statistics.report(0);
        assertEquals(64, block.fractionLost());
        assertEquals(10, block.cumulativeLost());
        assertEquals(65_530 + 39, block.extendedHighestSequence());
        assertEquals(0, statistics.report(0).fractionLost());
    }

    @Test
    void report_afterSenderReport_tellsItsAge() {
        receive(1, 0);
        statistics.onSenderReport(
                new RtcpPacket.SenderReport(1, 0x1111_2222_3333_4444L, 0, 0, 0, List.of()),
                1_000_000);
        RtcpPacket.ReportBlock block = statistics.report(1_500_000);
        assertEquals(0x2222_3333L, block.lastSenderReport());
        assertEquals(32_768, block.delaySinceLastSenderReport());
    }

    @Test
    void jitter_steadyArrival_isZeroAndGrowsWithUnrest() {
        for (int i = 0; i < 100; i++) {
            receive(i, i);
        }
        assertEquals(0, statistics.jitterTicks());
        for (int i = 100; i < 1_100; i++) {
            statistics.onPacket(
                    RtpBytes.packet(i, i * 3_600L, true, ""), i * 40_000L + i % 2 * 10_000L);
        }
        assertEquals(900.0, (double) statistics.jitterTicks(), 10.0);
    }

    @Test
    void lost_senderStartsAnew_countsFromThere() {
        receive(1, 0);
        receive(40_000, 1);
        receive(40_001, 2);
        receive(40_002, 3);
        assertEquals(0, statistics.lost());
        assertEquals(40_002, statistics.report(0).extendedHighestSequence());
    }

    private void receive(int sequenceNumber, int picture) {
        statistics.onPacket(
                RtpBytes.packet(sequenceNumber & 0xFFFF, picture * 3_600L, true, ""),
                picture * 40_000L);
    }
}
