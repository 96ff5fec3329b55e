package io.millrace.srt.media;

import java.time.Duration;

/** Notices when a figure that should grow does not. Looked at now and then; no clock. */
final class Watch {
    private final long limitNanos;
    private long last;
    private long sinceNanos;

    Watch(Duration limit, long nanoTime) {
        limitNanos = limit.toNanos();
        sinceNanos = nanoTime;
    }

    /** Whether it stood still for the limit, while it was expected to grow. */
    boolean isStill(long figure, boolean expected, long nanoTime) {
        if (figure != last || !expected) {
            last = figure;
            sinceNanos = nanoTime;
        }
        return nanoTime - sinceNanos >= limitNanos;
    }
}
