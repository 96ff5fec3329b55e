package io.millrace.rtsp;

import io.millrace.rtsp.tunnel.HttpTunnels;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What all connections and sessions of one server share. Thread-safe. */
final class ServerContext implements AutoCloseable {
    private final RtspServerSettings settings;
    private final Counters counters;
    private final UdpPorts udpPorts;
    private final Optional<MulticastGroups> multicast;
    private final SessionRegistry sessions = new SessionRegistry();
    private final HttpTunnels tunnels;
    private final LongSupplier wallClockMicros;
    private final Application application;

    private ServerContext(
            RtspServerSettings settings,
            Counters counters,
            UdpPorts udpPorts,
            Optional<MulticastGroups> multicast,
            LongSupplier wallClockMicros,
            Application application) {
        this.settings = settings;
        this.counters = counters;
        this.udpPorts = udpPorts;
        this.multicast = multicast;
        this.tunnels =
                new HttpTunnels(
                        settings.limits().tunnels(),
                        reason ->
                                counters.counter("rtsp_tunnels_refused", "reason", reason)
                                        .increment());
        this.wallClockMicros = wallClockMicros;
        this.application = application;
    }

    /**
     * Opens the ports of UDP.
     *
     * @param application makes what is served
     */
    static ServerContext open(
            RtspServerSettings settings,
            Counters counters,
            Transports transports,
            Function<Service, Application> application)
            throws IOException {
        UdpPorts udpPorts = UdpPorts.open(settings, transports, counters);
        try {
            Optional<MulticastGroups> multicast = Optional.empty();
            if (settings.multicast().isPresent()) {
                multicast = Optional.of(MulticastGroups.open(settings, transports));
            }
            Service service = new Service(settings, counters, WallClock.sinceNow());
            return new ServerContext(
                    settings,
                    counters,
                    udpPorts,
                    multicast,
                    service.wallClockMicros(),
                    application.apply(service));
        } catch (IOException e) {
            udpPorts.close();
            throw e;
        }
    }

    @Override
    public void close() {
        udpPorts.close();
        multicast.ifPresent(MulticastGroups::close);
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

    /** Empty where no multicast is served. */
    Optional<MulticastGroups> multicast() {
        return multicast;
    }

    /** Halves of tunnels in HTTP. */
    HttpTunnels tunnels() {
        return tunnels;
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
