package io.millrace.mpegts.http;

import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** The counters of all streams over HTTP; docs/metrics.md says what each counts. */
record HttpStreamCounters(Counters counters, LongAdder bytesOut, LongAdder imagesOut) {

    static HttpStreamCounters of(Counters counters) {
        return new HttpStreamCounters(
                counters,
                counters.counter("http_stream_bytes_out"),
                counters.counter("http_stream_images_out"));
    }

    void unitsSkipped(long units) {
        counters.counter("http_stream_units_dropped", "reason", "slow-reader").add(units);
    }

    void answered(int status) {
        counters.counter("http_stream_requests", "status", Integer.toString(status)).increment();
    }

    void ended(EndReason reason) {
        String label = reason.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        counters.counter("http_stream_sessions_ended", "reason", label).increment();
    }
}
