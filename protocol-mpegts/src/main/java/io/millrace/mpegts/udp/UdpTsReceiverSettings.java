package io.millrace.mpegts.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a stream comes from and how it is read.
 *
 * @param address of this machine to listen on, or a multicast group; and the port, 0 for any
 * @param origin what else to choose the stream by
 * @param silenceTimeout after so long without packets the sink is told; zero: never
 */
public record UdpTsReceiverSettings(
        InetSocketAddress address,
        Origin origin,
        Buffers buffers,
        Reordering reordering,
        Duration silenceTimeout) {

    /**
     * What else to choose the stream by.
     *
     * @param networkInterface to join a group on: its name, or an address of it; else the one that
     *     the system routes the group over
     * @param source only datagrams of this sender; of a group: source-specific multicast (RFC 4607)
     */
    public record Origin(Optional<String> networkInterface, Optional<InetAddress> source) {
        /** Of any sender, over the interface of the system's choice. */
        public static final Origin ANY = new Origin(Optional.empty(), Optional.empty());
    }

    /**
     * Sizes.
     *
     * @param receiveBufferBytes the socket's buffer (SO_RCVBUF); the system may give less
     * @param maxDatagramBytes longer ones are counted and not used
     */
    public record Buffers(int receiveBufferBytes, int maxDatagramBytes) {
        /** For a second of 30 Mbit/s, and datagrams of an Ethernet frame. */
        public static final Buffers DEFAULT = new Buffers(4 << 20, 2_047);

        public Buffers {
            if (receiveBufferBytes < 1 || maxDatagramBytes < 188 || maxDatagramBytes > 65_535) {
                throw new IllegalArgumentException(
                        receiveBufferBytes + " and " + maxDatagramBytes + " bytes");
            }
        }
    }

    /**
     * How long RTP packets behind a hole wait for it to be filled.
     *
     * @param maxPackets 1 to 8,192
     */
    public record Reordering(int maxPackets, Duration maxWait) {
        /** At most 64 packets or 100 ms. */
        public static final Reordering DEFAULT = new Reordering(64, Duration.ofMillis(100));

        public Reordering {
            if (maxPackets < 1 || maxPackets > 8_192 || maxWait.isNegative()) {
                throw new IllegalArgumentException(maxPackets + " packets, " + maxWait);
            }
        }
    }

    public UdpTsReceiverSettings {
        if (silenceTimeout.isNegative()) {
            throw new IllegalArgumentException("silence time-out " + silenceTimeout);
        }
    }

    /** From any sender to this address or group, with a silence time-out of 5 s. */
    public static UdpTsReceiverSettings of(InetSocketAddress address) {
        return new UdpTsReceiverSettings(
                address, Origin.ANY, Buffers.DEFAULT, Reordering.DEFAULT, Duration.ofSeconds(5));
    }

    public UdpTsReceiverSettings withOrigin(Origin newOrigin) {
        return new UdpTsReceiverSettings(address, newOrigin, buffers, reordering, silenceTimeout);
    }

    public UdpTsReceiverSettings withBuffers(Buffers newBuffers) {
        return new UdpTsReceiverSettings(address, origin, newBuffers, reordering, silenceTimeout);
    }

    public UdpTsReceiverSettings withReordering(Reordering newReordering) {
        return new UdpTsReceiverSettings(address, origin, buffers, newReordering, silenceTimeout);
    }

    public UdpTsReceiverSettings withSilenceTimeout(Duration newTimeout) {
        return new UdpTsReceiverSettings(address, origin, buffers, reordering, newTimeout);
    }
}
