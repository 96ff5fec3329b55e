package io.millrace.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DeliveryClockTest {
    private static final long ARRIVAL = 1_000_000_000;
    private static final int LATENCY = 120_000;

    @Test
    void timestamps_acrossTheWrap_goOn() {
        int first = -20_000;
        DeliveryClock clock = new DeliveryClock(first, ARRIVAL, LATENCY);
        long before = clock.unwrap(first);
        long after = clock.unwrap(30_000);
        assertEquals(50_000, after - before);
        assertEquals(-10_000, clock.unwrap(-30_000) - before, "a late one of before the wrap");
        assertEquals(ARRIVAL + 50_000 + LATENCY, clock.dueMicros(after));
    }

    @Test
    void drift_ofThePeersClock_movesTheBase() {
        DeliveryClock clock = new DeliveryClock(0, ARRIVAL, LATENCY);
        for (int sample = 1; sample <= 1_000; sample++) {
            int timestamp = sample * 10_000;
            clock.addDriftSample(timestamp, ARRIVAL + timestamp + 700, 20_000);
        }
        assertEquals(700, clock.appliedDriftMicros());
        assertEquals(ARRIVAL + 700 + LATENCY, clock.dueMicros(0));
    }

    @Test
    void drift_risingRoundTrip_isNotTakenForIt() {
        DeliveryClock clock = new DeliveryClock(0, ARRIVAL, LATENCY);
        clock.addDriftSample(0, ARRIVAL, 20_000);
        for (int sample = 1; sample < 1_000; sample++) {
            int timestamp = sample * 10_000;
            clock.addDriftSample(timestamp, ARRIVAL + timestamp + 5_000, 30_000);
        }
        assertEquals(0, clock.appliedDriftMicros());
    }
}
