package io.millrace.rtsp;

import io.millrace.stream.Counters;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A server over a log in memory, on free ports of loopback. */
final class RtspRig implements AutoCloseable {
    final Counters counters = new Counters();
    final MemoryStreamLog log = new MemoryStreamLog();
    final MemoryLeases leases = new MemoryLeases();
    final ThreadTicker ticker = new ThreadTicker();
    final LogPublishing publishing;
    final LogReading reading;
    final RtspServer server;

    private RtspRig(RtspServerSettings settings, UnaryOperator<RtspRoles> admission)
            throws IOException {
        InstantSource clock = InstantSource.system();
        publishing =
                new LogPublishing(log, leases, PublishSettings.defaults(), counters, clock, ticker);
        reading = new LogReading(log, ReadSettings.defaults(), counters, clock, ticker);
        server =
                RtspServer.start(
                        settings,
                        admission.apply(RtspRoles.both(publishing, reading)),
                        counters,
                        Optional.empty());
    }

    static RtspRig start() throws IOException {
        return start(RtspServerSettings.standard());
    }

    static RtspRig start(RtspServerSettings settings) throws IOException {
        return start(settings, UnaryOperator.identity());
    }

    /** Likewise with TLS, and SRTP if that is to be offered. */
    static RtspRig startSecure(TestCertificate certificate, boolean srtp) throws Exception {
        RtspSecurity standard = RtspSecurity.standard();
        var context = certificate.server();
        RtspSecurity.Tls tls = new RtspSecurity.Tls(0, () -> context, srtp);
        return start(
                RtspServerSettings.standard()
                        .withSecurity(
                                new RtspSecurity(
                                        standard.schemes(), standard.gate(), Optional.of(tls))));
    }

    /** Likewise, with something between peers and the log. */
    static RtspRig start(RtspServerSettings settings, UnaryOperator<RtspRoles> admission)
            throws IOException {
        return new RtspRig(settings.withAddress("127.0.0.1").withPorts(0, 0, 0), admission);
    }

    /** For trying things by hand: {@code RtspRig PORT}. */
    static RtspRig startOn(int port) throws IOException {
        return new RtspRig(
                RtspServerSettings.standard().withAddress("127.0.0.1").withPorts(port, 0, 0),
                UnaryOperator.identity());
    }

    String url(String path) {
        return "rtsp://127.0.0.1:" + server.port() + "/" + path;
    }

    long count(String name) {
        long[] sum = {0};
        counters.forEach((key, adder) -> sum[0] += key.name().equals(name) ? adder.sum() : 0);
        return sum[0];
    }

    @Override
    public void close() {
        server.close();
        reading.close();
        publishing.close();
        ticker.close();
        log.close();
    }
}
