package io.millrace.rtsp.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);

    @Test
    void report_afterWrapAndLoss_countsBoth() {
        for (int sequence : new int[] {65_534, 65_535, 0, 2, 3}) {
            statistics.onPacket(sequence, 0, 0);
        }
        ReceptionStatistics.Figures figures = statistics.report();

        assertEquals(65_536 + 3, figures.extendedHighestSequence());
        assertEquals(1, figures.lost());
        assertEquals(256 / 6, figures.fractionLost());
    }

    @Test
    void report_secondInterval_tellsOnlyItsOwnFraction() {
        statistics.onPacket(1, 0, 0);
        statistics.onPacket(3, 0, 0);
        statistics.report();
        statistics.onPacket(4, 0, 0);

        ReceptionStatistics.Figures figures = statistics.report();
        assertEquals(0, figures.fractionLost());
        assertEquals(1, figures.lost());
    }

    @Test
    void report_reorderedAndDuplicate_isNoLoss() {
        for (int sequence : new int[] {10, 12, 11, 12}) {
            statistics.onPacket(sequence, 0, 0);
        }
        assertEquals(-1, statistics.report().lost());
    }

    @Test
    void report_evenArrival_hasNoJitter() {
        for (int packet = 0; packet < 50; packet++) {
            statistics.onPacket(packet, packet * 3_600L, packet * 40_000L);
        }
        assertEquals(0, statistics.report().jitterTicks());
    }
}
