package io.millrace.rtsp;

import io.millrace.stream.Counters;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What all connections and sessions of one server share. Thread-safe. */
final class ServerContext {
    private final RtspServerSettings settings;
    private final Counters counters;
    private final UdpPorts udpPorts;
    private final SessionRegistry sessions = new SessionRegistry();
    private final LongSupplier wallClockMicros = WallClock.sinceNow();
    private final Application application;

    /**
     * A context.
     *
     * @param application makes what is served
     */
    ServerContext(
            RtspServerSettings settings,
            Counters counters,
            UdpPorts udpPorts,
            Function<Service, Application> application) {
        this.settings = settings;
        this.counters = counters;
        this.udpPorts = udpPorts;
        this.application = application.apply(new Service(settings, counters, wallClockMicros));
    }

    /** The part of it that applications use. */
    record Service(RtspServerSettings settings, Counters counters, LongSupplier wallClockMicros) {
        /** One more of {@code name}, whose labels are names and values in turn. */
        void count(String name, String... labels) {
            counters.counter(name, labels).increment();
        }
    }

    RtspServerSettings settings() {
        return settings;
    }

    Counters counters() {
        return counters;
    }

    UdpPorts udpPorts() {
        return udpPorts;
    }

    SessionRegistry sessions() {
        return sessions;
    }

    /** Microseconds since 1970, never going back. */
    LongSupplier wallClockMicros() {
        return wallClockMicros;
    }

    Application application() {
        return application;
    }

    /** One more of {@code name}, whose labels are names and values in turn. */
    void count(String name, String... labels) {
        counters.counter(name, labels).increment();
    }
}
