package io.millrace.standalone;

import io.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A port that the process will listen on.
 *
 * @param setting the key that changes it
 * @param purpose for people
 */
record PortUse(Transport transport, String address, int port, String setting, String purpose) {
    private static final String LOOPBACK = "127.0.0.1";

    /** What carries it. */
    enum Transport {
        TCP,
        UDP;

        /** As files of {@code /proc/net} are named. */
        String label() {
            return this == TCP ? "tcp" : "udp";
        }
    }

    /** Every port of the settings. */
    static List<PortUse> of(MillraceConfig config, boolean embeddedKafka) {
        String address = config.server().bindAddress();
        List<PortUse> uses = new ArrayList<>();
        uses.add(tcp(address, config.rtsp().port(), "rtsp.port", "RTSP"));
        uses.add(udp(address, config.rtsp().rtpPort(), "rtsp.rtp-port", "RTP"));
        uses.add(udp(address, config.rtsp().rtcpPort(), "rtsp.rtcp-port", "RTCP"));
        uses.add(tcp(address, config.rtmp().port(), "rtmp.port", "RTMP"));
        uses.add(udp(address, config.srt().port(), "srt.port", "SRT"));
        uses.add(tcp(address, config.http().port(), "http.port", "HLS and the player page"));
        uses.add(tcp(address, config.control().grpcPort(), "control.grpc-port", "control's gRPC"));
        uses.add(tcp(address, config.control().httpPort(), "control.http-port", "control's HTTP"));
        uses.add(tcp(address, config.metrics().port(), "metrics.port", "metrics and health"));
        if (embeddedKafka) {
            int port = config.kafka().embeddedPort();
            uses.add(tcp(LOOPBACK, port, "kafka.embedded-port", "the embedded Kafka"));
        }
        return uses;
    }

    private static PortUse tcp(String address, int port, String setting, String purpose) {
        return new PortUse(Transport.TCP, address, port, setting, purpose);
    }

    private static PortUse udp(String address, int port, String setting, String purpose) {
        return new PortUse(Transport.UDP, address, port, setting, purpose);
    }

    /** Why the port cannot be listened on now; empty if it can. */
    Optional<String> problem() {
        InetSocketAddress socketAddress = new InetSocketAddress(address, port);
        if (socketAddress.isUnresolved()) {
            return Optional.of("address '" + address + "' is not known (server.listen)");
        }
        try {
            switch (transport) {
                case TCP -> tryTcp(socketAddress);
                case UDP -> tryUdp(socketAddress);
            }
            return Optional.empty();
        } catch (IOException taken) {
            String holder =
                    PortHolder.of(transport, port)
                            .map(process -> "is held by " + process)
                            .orElse("cannot be used: " + taken.getMessage());
            return Optional.of(
                    "%s port %d for %s %s (another one: setting %s)"
                            .formatted(transport, port, purpose, holder, setting));
        }
    }

    private static void tryTcp(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        }
    }

    private static void tryUdp(InetSocketAddress address) throws IOException {
        new DatagramSocket(address).close();
    }
}
