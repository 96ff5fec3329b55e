package io.millrace.rtsp;

import io.millrace.stream.Counters;
import java.util.function.LongSupplier;

/**
 * What all connections and sessions of one server share. Thread-safe.
 *
 * @param wallClockMicros microseconds since 1970, never going back
 */
record ServerContext(
        RtspServerSettings settings,
        RtspRoles roles,
        Counters counters,
        SessionRegistry sessions,
        UdpPorts udpPorts,
        LongSupplier wallClockMicros) {

    /** One more of {@code name}, whose labels are names and values in turn. */
    void count(String name, String... labels) {
        counters.counter(name, labels).increment();
    }
}
