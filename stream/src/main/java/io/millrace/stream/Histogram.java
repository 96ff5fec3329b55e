package io.millrace.stream;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How durations are spread: counts of them in buckets of fixed bounds. Recording is cheap and never
 * blocks. Thread-safe.
 */
public final class Histogram {
    /** Inclusive upper bounds in microseconds; a bucket without a bound follows. */
    public static final List<Long> BOUNDS_MICROS =
            List.of(
                    1_000L,
                    2_000L,
                    4_000L,
                    8_000L,
                    15_000L,
                    30_000L,
                    60_000L,
                    120_000L,
                    250_000L,
                    500_000L,
                    1_000_000L,
                    2_000_000L,
                    5_000_000L,
                    10_000_000L);

    private static final long[] BOUNDS =
            BOUNDS_MICROS.stream().mapToLong(Long::longValue).toArray();

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sumMicros = new LongAdder();

    public Histogram() {
        Arrays.setAll(buckets, _ -> new LongAdder());
    }

    /** Counts one duration; a negative one, as clocks of two pods may give, counts as none. */
    public void recordMicros(long micros) {
        long duration = Math.max(0, micros);
        int place = Arrays.binarySearch(BOUNDS, duration);
        buckets[place >= 0 ? place : -place - 1].increment();
        sumMicros.add(duration);
    }

    public void recordMillis(long millis) {
        recordMicros(millis * 1_000);
    }

    /** Counts of the buckets, not added up; one more than there are bounds. */
    public List<Long> counts() {
        return Arrays.stream(buckets).map(LongAdder::sum).toList();
    }

    public long sumMicros() {
        return sumMicros.sum();
    }
}
