package io.millrace.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.stream.Counters;
import org.junit.jupiter.api.Test;

class CounterTextTest {
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
                CounterText.of(counters));
    }
}
