package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CountersTest {
    private final Counters counters = new Counters();

    private Map<String, Long> gauges() {
        Map<String, Long> shown = new TreeMap<>();
        counters.forEachGauge(
                (key, value) -> shown.put(key.name() + key.labels(), value.getAsLong()));
        return shown;
    }

    @Test
    void histogram_durations_countInTheBucketOfTheirBound() {
        Histogram histogram = counters.histogram("wait");
        histogram.recordMicros(-5);
        histogram.recordMicros(1_000);
        histogram.recordMicros(1_001);
        histogram.recordMillis(10_000);
        histogram.recordMillis(60_000);

        List<Long> expected = new ArrayList<>();
        for (int bucket = 0; bucket <= Histogram.BOUNDS_MICROS.size(); bucket++) {
            expected.add(0L);
        }
        expected.set(0, 2L);
        expected.set(1, 1L);
        expected.set(Histogram.BOUNDS_MICROS.size() - 1, 1L);
        expected.set(Histogram.BOUNDS_MICROS.size(), 1L);
        assertEquals(expected, histogram.counts());
        assertEquals(70_002_001L, histogram.sumMicros());
        assertSame(histogram, counters.histogram("wait"));
    }

    @Test
    void gauge_closed_isShownNoMore() {
        AtomicLong readers = new AtomicLong(3);
        Counters.Gauge gauge = counters.gauge("readers", readers::get, "path", "a");
        assertEquals(Map.of("readers[path, a]", 3L), gauges());
        gauge.close();
        assertEquals(Map.of(), gauges());
    }

    @Test
    void gauge_replacedByItsNamesake_staysWhenTheOldOneIsClosed() {
        AtomicLong old = new AtomicLong(1);
        AtomicLong young = new AtomicLong(2);
        Counters.Gauge first = counters.gauge("paths", old::get, "path", "a");
        Counters.Gauge second = counters.gauge("paths", young::get, "path", "a");
        first.close();
        assertEquals(Map.of("paths[path, a]", 2L), gauges());
        second.close();
        assertEquals(Map.of(), gauges());
    }

    @Test
    void counter_beyondTheLimitOfLabels_countsWithTheOthers() {
        for (int path = 0; path < Counters.MAX_SERIES; path++) {
            counters.counter("units", "path", "p" + path, "reason", "r").increment();
        }
        counters.counter("units", "path", "one-more", "reason", "r").increment();
        counters.counter("units", "path", "and-another", "reason", "s").increment();
        assertEquals(
                2,
                counters.counter("units", "path", Counters.OTHER, "reason", Counters.OTHER).sum());
        counters.counter("bytes", "path", "one-more").increment();
        assertEquals(1, counters.counter("bytes", "path", "one-more").sum());
    }
}
