package io.millrace.testkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.net.ImpairedLine.Fate;
import io.millrace.testkit.net.Impairment.Bursts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImpairedLineTest {
    private static final int DATAGRAMS = 100_000;
    private static final long SPACING_NANOS = 1_000_000;

    private static List<Fate> fates(ImpairedLine line) {
        List<Fate> fates = new ArrayList<>();
        for (int number = 0; number < DATAGRAMS; number++) {
            fates.add(line.next(number * SPACING_NANOS));
        }
        return fates;
    }

    private static ImpairedLine line(Impairment impairment) {
        return new ImpairedLine(impairment, new Random(42));
    }

    @Test
    void next_noImpairment_forwardsAtOnce() {
        ImpairedLine line = line(Impairment.NONE);
        List<Fate> fates = fates(line);
        for (int number = 0; number < DATAGRAMS; number++) {
            assertEquals(new Fate(1, number * SPACING_NANOS), fates.get(number));
        }
        assertEquals(new LineCounts(DATAGRAMS, 0, 0, 0), line.counts());
    }

    @Test
    void next_sameSeed_decidesTheSame() {
        Impairment all =
                Impairment.NONE
                        .withLoss(0.05)
                        .withBursts(Bursts.of(0.02, 4))
                        .withReordering(0.1)
                        .withDuplication(0.1)
                        .withRoundTripMillis(50)
                        .withJitterMillis(10);
        assertEquals(fates(line(all)), fates(line(all)));
    }

    @Test
    void next_loss_losesThatShare() {
        ImpairedLine line = line(Impairment.NONE.withLoss(0.05));
        long lost = fates(line).stream().filter(fate -> fate.copies() == 0).count();
        assertEquals(0.05, (double) lost / DATAGRAMS, 0.005);
        assertEquals(new LineCounts(DATAGRAMS - lost, lost, 0, 0), line.counts());
    }

    @Test
    void next_bursts_haveThatShareAndLength() {
        List<Fate> fates = fates(line(Impairment.NONE.withBursts(Bursts.of(0.05, 8))));
        int lost = 0;
        int bursts = 0;
        for (int number = 1; number < DATAGRAMS; number++) {
            boolean gone = fates.get(number).copies() == 0;
            lost += gone ? 1 : 0;
            bursts += gone && fates.get(number - 1).copies() > 0 ? 1 : 0;
        }
        assertEquals(0.05, (double) lost / DATAGRAMS, 0.01);
        assertEquals(8, (double) lost / bursts, 1);
    }

    @Test
    void next_duplication_sendsTwoCopies() {
        ImpairedLine line = line(Impairment.NONE.withDuplication(0.1));
        long twice = fates(line).stream().filter(fate -> fate.copies() == 2).count();
        assertEquals(0.1, (double) twice / DATAGRAMS, 0.01);
        assertEquals(new LineCounts(DATAGRAMS, 0, twice, 0), line.counts());
    }

    @Test
    void next_delayAndJitter_keepTheOrderWithinTheirBounds() {
        List<Fate> fates =
                fates(line(Impairment.NONE.withRoundTripMillis(50).withJitterMillis(10)));
        long last = 0;
        for (int number = 0; number < DATAGRAMS; number++) {
            long dueNanos = fates.get(number).dueNanos();
            long delayNanos = dueNanos - number * SPACING_NANOS;
            assertTrue(dueNanos >= last, number + " overtakes");
            assertTrue(delayNanos >= 25_000_000 && delayNanos <= 35_000_000, number + " late");
            last = dueNanos;
        }
    }

    @Test
    void next_reordering_letsLaterOnesPass() {
        ImpairedLine line = line(Impairment.NONE.withReordering(0.1));
        List<Fate> fates = fates(line);
        long overtaken = 0;
        for (int number = 1; number < DATAGRAMS; number++) {
            overtaken += fates.get(number - 1).dueNanos() > number * SPACING_NANOS ? 1 : 0;
        }
        assertEquals(0.1, (double) overtaken / DATAGRAMS, 0.01);
        assertEquals(DATAGRAMS, line.counts().forwarded());
        assertTrue(line.counts().reordered() >= overtaken);
    }

    @Test
    void impairment_noProbability_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Impairment.NONE.withLoss(1.5));
        assertThrows(
                IllegalArgumentException.class, () -> Impairment.NONE.withDuplication(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Impairment.NONE.withJitterMillis(-1));
    }
}
