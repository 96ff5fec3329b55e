package io.millrace.media.ts;

import io.millrace.media.WrapAround;

/**
 * Makes one time, shared by all streams of a program, of 33-bit timestamps (ISO/IEC 13818-1,
 * 2.4.2): each is taken to be the time that is nearest to the newest clock, or, in a program
 * without clock, to the newest timestamp. So wraps are passed, and jumps of the source's clock are
 * passed on as they are: to place them on the path's timeline is not the demuxer's to do.
 */
final class TsClock {
    private boolean started;
    private boolean hasPcr;
    private long ticks;

    void onPcr(long pcrTicks) {
        hasPcr = true;
        move(pcrTicks);
    }

    /** The full time of a timestamp. */
    long unwrap(long timestampTicks) {
        if (!started || !hasPcr) {
            move(timestampTicks);
            return ticks;
        }
        return full(timestampTicks);
    }

    boolean hasStarted() {
        return started;
    }

    /** The newest clock; 0 before the first. */
    long newestTicks() {
        return ticks;
    }

    private void move(long toTicks) {
        ticks = started ? full(toTicks) : toTicks;
        started = true;
    }

    private long full(long timestampTicks) {
        return ticks + WrapAround.distance(ticks, timestampTicks, TsConstants.TIMESTAMP_BITS);
    }
}
