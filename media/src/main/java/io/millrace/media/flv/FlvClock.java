package io.millrace.media.flv;

import io.millrace.media.WrapAround;

/**
 * Makes one growing time, shared by all tracks, of the 32-bit milliseconds of tags and messages.
 * Time that jumps back by more than a few seconds is an encoder that began anew without saying so:
 * it goes on from where it was.
 */
final class FlvClock {
    private static final int BITS = 32;
    private static final long RESTART_MILLIS = 5_000;

    private boolean started;
    private long lastRaw;
    private long lastMillis;

    /** The time of a message whose own timestamp is {@code rawMillis}; its low 32 bits count. */
    long unwrap(long rawMillis) {
        if (!started) {
            started = true;
            lastMillis = rawMillis & 0xFFFF_FFFFL;
        } else {
            long step = WrapAround.distance(lastRaw, rawMillis, BITS);
            lastMillis += step < -RESTART_MILLIS ? 0 : step;
        }
        lastRaw = rawMillis;
        return lastMillis;
    }
}
