package io.millrace.media;

/**
 * Places audio units whose timestamps come from a coarse clock (milliseconds of RTMP, 90 kHz of TS)
 * on the exact grid of their samples: a unit begins where the one before it ended, unless its
 * timestamp says that there is a real gap or that the clocks have drifted apart. Not thread-safe.
 *
 * <p>Some encoders give several units one timestamp; so a timestamp that is behind is believed only
 * when it is far behind, and even then time does not go back.
 */
public final class AudioGrid {
    private static final int AHEAD_MILLIS = 2;
    private static final int BEHIND_MILLIS = 40;

    private final int samplesPerUnit;
    private final long aheadTolerance;
    private final long behindTolerance;
    private boolean started;
    private long lastTicks;
    private long expectedTicks;

    /** A grid of a track of {@code clockRate} samples a second. */
    public AudioGrid(int clockRate, int samplesPerUnit) {
        this.samplesPerUnit = samplesPerUnit;
        this.aheadTolerance = (long) clockRate * AHEAD_MILLIS / 1000;
        this.behindTolerance = (long) clockRate * BEHIND_MILLIS / 1000;
    }

    /** The exact time, in samples, of the next unit, which the coarse clock puts at this time. */
    public long place(long coarseTicks) {
        return place(coarseTicks, samplesPerUnit);
    }

    /** Likewise, of a unit that lasts {@code samples}. */
    public long place(long coarseTicks, int samples) {
        long placed = started ? near(coarseTicks) : coarseTicks;
        started = true;
        lastTicks = placed;
        expectedTicks = placed + samples;
        return placed;
    }

    /** The exact time of the next unit, which has no timestamp of its own. */
    public long next() {
        return place(started ? expectedTicks : 0);
    }

    public boolean hasStarted() {
        return started;
    }

    private long near(long coarseTicks) {
        long ahead = coarseTicks - expectedTicks;
        if (ahead <= aheadTolerance && ahead >= -behindTolerance) {
            return expectedTicks;
        }
        return Math.max(coarseTicks, lastTicks + 1);
    }
}
