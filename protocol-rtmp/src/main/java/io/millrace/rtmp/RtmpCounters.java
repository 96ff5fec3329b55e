package io.millrace.rtmp;

import io.millrace.stream.Counters;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one server; names and labels are listed in the module's README. */
record RtmpCounters(
        Counters counters,
        LongAdder connectionsOpened,
        LongAdder bytesIn,
        LongAdder bytesOut,
        LongAdder imagesOut,
        LongAdder videoMessagesIn,
        LongAdder audioMessagesIn,
        LongAdder dataMessagesIn) {

    static RtmpCounters of(Counters counters) {
        return new RtmpCounters(
                counters,
                counters.counter("rtmp_connections_opened"),
                counters.counter("rtmp_bytes_in"),
                counters.counter("rtmp_bytes_out"),
                counters.counter("rtmp_images_out"),
                counters.counter("rtmp_messages_in", "kind", "video"),
                counters.counter("rtmp_messages_in", "kind", "audio"),
                counters.counter("rtmp_messages_in", "kind", "data"));
    }

    void connectionClosed(String reason) {
        counters.counter("rtmp_connections_closed", "reason", reason).increment();
    }

    void malformed(String what) {
        counters.counter("rtmp_malformed", "what", what).increment();
    }

    void messageDropped(String reason) {
        counters.counter("rtmp_messages_dropped", "reason", reason).increment();
    }

    void unitsDropped(String reason, long units) {
        counters.counter("rtmp_units_dropped", "reason", reason).add(units);
    }

    void tracksLeftOut(int tracks) {
        counters.counter("rtmp_tracks_left_out").add(tracks);
    }

    void refused(String role, String reason) {
        counters.counter("rtmp_refused", "role", role, "reason", reason).increment();
    }

    void started(String role) {
        counters.counter("rtmp_sessions_started", "role", role).increment();
    }

    void ended(String role, String reason) {
        counters.counter("rtmp_sessions_ended", "role", role, "reason", reason).increment();
    }
}
