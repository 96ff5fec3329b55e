package io.millrace.media.ts;

import io.millrace.media.Ticks;

/**
 * Places audio units, whose timestamps are of 90 kHz, on the exact grid of their samples: a unit
 * begins where the one before it ended, unless its timestamp is more than 2 ms ahead (a gap) or
 * more than 40 ms behind. Time goes back only where it jumps by more than a second. Not
 * thread-safe.
 */
final class AudioTimes {
    private static final int AHEAD_MILLIS = 2;
    private static final int BEHIND_MILLIS = 40;

    private final int clockRate;
    private boolean started;
    private long lastTicks;
    private long expectedTicks;

    AudioTimes(int clockRate) {
        this.clockRate = clockRate;
    }

    boolean hasStarted() {
        return started;
    }

    /**
     * The time, in samples, of the next unit.
     *
     * @param ptsTicks of 90 kHz, or {@link PesPacket#NO_TIMESTAMP} once it has started
     */
    long place(long ptsTicks, int samples) {
        if (ptsTicks != PesPacket.NO_TIMESTAMP) {
            long coarse = Ticks.convertNearest(ptsTicks, TsConstants.CLOCK_RATE, clockRate);
            lastTicks = started ? near(coarse) : coarse;
        } else {
            lastTicks = expectedTicks;
        }
        started = true;
        expectedTicks = lastTicks + samples;
        return lastTicks;
    }

    private long near(long coarse) {
        long ahead = coarse - expectedTicks;
        if (ahead <= clockRate * AHEAD_MILLIS / 1000
                && ahead >= -clockRate * BEHIND_MILLIS / 1000) {
            return expectedTicks;
        }
        boolean jump = coarse < lastTicks - clockRate;
        return jump ? coarse : Math.max(coarse, lastTicks + 1);
    }
}
