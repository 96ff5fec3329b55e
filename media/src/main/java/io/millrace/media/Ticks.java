package io.millrace.media;

/** Conversion between clocks, without loss of precision in between. The one place for it. */
public final class Ticks {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private Ticks() {}

    /** {@code ticks} of a clock of {@code fromRate} as ticks of {@code toRate}, rounded down. */
    public static long convert(long ticks, int fromRate, int toRate) {
        return scale(ticks, fromRate, toRate);
    }

    /** Likewise, rounded to the nearest; halves up. */
    public static long convertNearest(long ticks, int fromRate, int toRate) {
        long seconds = Math.floorDiv(ticks, (long) fromRate);
        long rest = Math.floorMod(ticks, (long) fromRate);
        return seconds * toRate + (rest * toRate + fromRate / 2) / fromRate;
    }

    public static long toMicros(long ticks, int clockRate) {
        return scale(ticks, clockRate, MICROS_PER_SECOND);
    }

    public static long ofMicros(long micros, int clockRate) {
        return scale(micros, MICROS_PER_SECOND, clockRate);
    }

    /** Splits at whole seconds, so that the product cannot overflow within 292,000 years. */
    private static long scale(long ticks, long fromRate, long toRate) {
        long seconds = Math.floorDiv(ticks, fromRate);
        long rest = Math.floorMod(ticks, fromRate);
        return seconds * toRate + rest * toRate / fromRate;
    }
}
