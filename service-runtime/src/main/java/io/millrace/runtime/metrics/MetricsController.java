package io.millrace.runtime.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.millrace.runtime.Ports;
import io.millrace.stream.Counters;

/** All metrics for Prometheus, on the metrics port only. */
@Controller(value = "/metrics", port = "${" + Ports.METRICS + "}")
final class MetricsController {
    private final PrometheusMeterRegistry registry;
    private final Counters counters;

    MetricsController(PrometheusMeterRegistry registry, Counters counters) {
        this.registry = registry;
        this.counters = counters;
    }

    @Get(produces = "text/plain; version=0.0.4; charset=utf-8")
    String metrics() {
        return MetricsText.of(counters) + registry.scrape();
    }
}
