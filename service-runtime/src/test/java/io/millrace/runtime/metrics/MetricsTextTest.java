package io.millrace.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Counters;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void of_countersWithDifferentLabels_writesEach() {
        Counters counters = new Counters();
        counters.counter("units", "path", "a/b").add(3);
        counters.counter("units").increment();
        counters.counter("units-dropped", "reason", "say \"no\"\\\n").add(2);
        assertEquals(
                """
                # TYPE millrace_units_dropped_total counter
                millrace_units_dropped_total{reason="say \\"no\\"\\\\\\n"} 2
                # TYPE millrace_units_total counter
                millrace_units_total 1
                millrace_units_total{path="a/b"} 3
                """,
                MetricsText.of(counters));
    }

    @Test
    void of_gauges_writesWhatTheyShowNow() {
        Counters counters = new Counters();
        long[] readers = {4};
        counters.gauge("readers", () -> readers[0], "path", "a");
        readers[0] = 5;
        assertEquals(
                """
                # TYPE millrace_readers gauge
                millrace_readers{path="a"} 5
                """,
                MetricsText.of(counters));
    }

    @Test
    void of_histograms_writesCumulativeBucketsInSeconds() {
        Counters counters = new Counters();
        counters.histogram("delivery", "protocol", "rtmp").recordMillis(3);
        counters.histogram("delivery", "protocol", "rtmp").recordMillis(20_000);
        String text = MetricsText.of(counters);
        assertTrue(
                text.startsWith(
                        """
                        # TYPE millrace_delivery_seconds histogram
                        millrace_delivery_seconds_bucket{protocol="rtmp",le="0.001"} 0
                        millrace_delivery_seconds_bucket{protocol="rtmp",le="0.002"} 0
                        millrace_delivery_seconds_bucket{protocol="rtmp",le="0.004"} 1
                        """),
                text);
        assertTrue(
                text.endsWith(
                        """
                        millrace_delivery_seconds_bucket{protocol="rtmp",le="10.0"} 1
                        millrace_delivery_seconds_bucket{protocol="rtmp",le="+Inf"} 2
                        millrace_delivery_seconds_sum{protocol="rtmp"} 20.003
                        millrace_delivery_seconds_count{protocol="rtmp"} 2
                        """),
                text);
    }
}
