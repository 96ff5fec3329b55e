package io.millrace.media.ts;

/**
 * Keeps the decoding times of a track growing where a source is a little wrong. A step back of more
 * than a second is a jump of the source's clock, and passed on. Not thread-safe.
 */
final class TrackTimes {
    private final long toleranceTicks;
    private boolean started;
    private long lastTicks;

    TrackTimes(int clockRate) {
        toleranceTicks = clockRate;
    }

    /** The time to give to a unit that says this. */
    long place(long dtsTicks) {
        boolean slightlyBack =
                started && dtsTicks < lastTicks && lastTicks - dtsTicks <= toleranceTicks;
        lastTicks = slightlyBack ? lastTicks : dtsTicks;
        started = true;
        return lastTicks;
    }
}
