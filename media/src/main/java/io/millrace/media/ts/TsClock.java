package io.millrace.media.ts;

import io.millrace.media.WrapAround;

/**
 * Makes one growing time, shared by all streams of a program, of 33-bit timestamps, by way of the
 * program's clock (ISO/IEC 13818-1, 2.4.2). Where the clock jumps, time goes on from where it was.
 */
final class TsClock {
    private static final long MAX_BACK_TICKS = 5L * TsConstants.CLOCK_RATE;
    private static final long MAX_AHEAD_TICKS = 60L * TsConstants.CLOCK_RATE;

    private boolean started;
    private boolean hasPcr;
    private long rawTicks;
    private long ticks;

    void onPcr(long pcrTicks) {
        hasPcr = true;
        move(pcrTicks);
    }

    /** The full time of a timestamp. */
    long unwrap(long timestampTicks) {
        if (!started || !hasPcr) {
            move(timestampTicks);
        }
        return ticks + WrapAround.distance(rawTicks, timestampTicks, TsConstants.TIMESTAMP_BITS);
    }

    private void move(long toTicks) {
        if (started) {
            long step = WrapAround.distance(rawTicks, toTicks, TsConstants.TIMESTAMP_BITS);
            ticks += step < -MAX_BACK_TICKS || step > MAX_AHEAD_TICKS ? 0 : step;
        } else {
            ticks = toTicks;
        }
        rawTicks = toTicks;
        started = true;
    }
}
