package io.millrace.srt.core;

/** The rate of a growing count of bytes over the last second. Not thread-safe. */
final class RateMeter {
    private static final long WINDOW_MICROS = 1_000_000;

    private long fromMicros;
    private long fromBytes;
    private double megabitsPerSecond;

    RateMeter(long nowMicros) {
        fromMicros = nowMicros;
    }

    void tick(long bytes, long nowMicros) {
        long elapsed = nowMicros - fromMicros;
        if (elapsed >= WINDOW_MICROS) {
            megabitsPerSecond = (bytes - fromBytes) * 8.0 / elapsed;
            fromMicros = nowMicros;
            fromBytes = bytes;
        }
    }

    double megabitsPerSecond() {
        return megabitsPerSecond;
    }
}
