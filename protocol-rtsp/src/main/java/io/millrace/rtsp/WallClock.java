package io.millrace.rtsp;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Microseconds since 1970 that never go back: the system's time at start, then its ticker. */
public final class WallClock {
    private WallClock() {}

    public static LongSupplier sinceNow() {
        long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        long startNanos = System.nanoTime();
        return () -> startMicros + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
    }
}
