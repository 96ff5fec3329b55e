package io.millrace.media.rtp;

import io.millrace.media.WrapAround;

/**
 * Makes timestamps that wrap into ones that do not: each is taken to be nearest to the one before
 * it. Not thread-safe.
 */
public final class TimestampUnwrapper {
    private final int bits;
    private boolean started;
    private long previous;

    /** For RTP: 32 bits. */
    public TimestampUnwrapper() {
        this(32);
    }

    public TimestampUnwrapper(int bits) {
        if (bits < 2 || bits > 62) {
            throw new IllegalArgumentException(bits + " bits");
        }
        this.bits = bits;
    }

    /** The first timestamp unwraps to itself; later ones may be lower where they go back. */
    public long unwrap(long timestamp) {
        if (!started) {
            started = true;
            previous = timestamp;
            return timestamp;
        }
        previous += WrapAround.distance(previous, timestamp, bits);
        return previous;
    }
}
