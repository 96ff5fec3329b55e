package io.millrace.srt.media;

import io.millrace.stream.Counters;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one server; docs/metrics.md says what each counts. */
record SrtMediaCounters(
        Counters counters, LongAdder bytesIn, LongAdder bytesOut, LongAdder imagesOut) {

    static SrtMediaCounters of(Counters counters) {
        return new SrtMediaCounters(
                counters,
                counters.counter("srt_bytes_in"),
                counters.counter("srt_bytes_out"),
                counters.counter("srt_images_out"));
    }

    void unitsDropped(String reason, long units) {
        counters.counter("srt_units_dropped", "reason", reason).add(units);
    }

    void refused(String role, String reason) {
        counters.counter("srt_refused", "role", role, "reason", reason).increment();
    }

    void started(String role) {
        counters.counter("srt_sessions_started", "role", role).increment();
    }

    void ended(String role, String reason) {
        counters.counter("srt_sessions_ended", "role", role, "reason", reason).increment();
    }
}
