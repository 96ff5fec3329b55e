package io.millrace.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;

/** Counts of one reader. Written by the thread that reads for it, read by the one that reports. */
final class LoadReader {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong longestGapNanos = new AtomicLong();
    private volatile boolean alive;
    private long lastNanos;

    /** The connection is up; gaps count from here. */
    void begin() {
        lastNanos = System.nanoTime();
        alive = true;
    }

    /** Notes bytes that just came. */
    void received(long count) {
        long now = System.nanoTime();
        if (now - lastNanos > longestGapNanos.getPlain()) {
            longestGapNanos.lazySet(now - lastNanos);
        }
        lastNanos = now;
        bytes.lazySet(bytes.getPlain() + count);
    }

    void end() {
        alive = false;
    }

    long bytes() {
        return bytes.get();
    }

    long longestGapNanos() {
        return longestGapNanos.get();
    }

    boolean isAlive() {
        return alive;
    }
}
