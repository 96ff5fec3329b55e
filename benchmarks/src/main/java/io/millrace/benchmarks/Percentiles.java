package io.millrace.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Values in order, in milliseconds. */
record Percentiles(double[] sortedMillis) {

    static Percentiles ofNanos(List<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        return new Percentiles(nanos.stream().mapToDouble(it -> it / 1e6).sorted().toArray());
    }

    /** The value that {@code share} of all do not exceed. */
    double at(double share) {
        int index = (int) Math.ceil(share * sortedMillis.length) - 1;
        return sortedMillis[Math.clamp(index, 0, sortedMillis.length - 1)];
    }

    double max() {
        return at(1);
    }

    double mean() {
        return Arrays.stream(sortedMillis).average().orElseThrow();
    }

    int count() {
        return sortedMillis.length;
    }
}
