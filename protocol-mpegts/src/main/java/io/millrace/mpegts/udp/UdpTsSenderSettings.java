package io.millrace.mpegts.udp;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a stream is sent and how fast.
 *
 * @param target an address or a multicast group, and the port
 * @param networkInterface to send to a group over: its name, or an address of it; else the system's
 *     choice
 * @param multicastTtl routers that datagrams to a group may pass, and one
 * @param maxQueuedBytes what finds more waiting is dropped and counted
 */
public record UdpTsSenderSettings(
        InetSocketAddress target,
        Pace pace,
        Optional<String> networkInterface,
        int multicastTtl,
        int maxQueuedBytes) {

    /** How fast packets leave. */
    public sealed interface Pace {
        /** As the stream's first clock (PCR) says. */
        record ByPcr() implements Pace {}

        /** At a constant rate. */
        record AtRate(long bitsPerSecond) implements Pace {
            public AtRate {
                if (bitsPerSecond < 1) {
                    throw new IllegalArgumentException(bitsPerSecond + " bits a second");
                }
            }
        }
    }

    public UdpTsSenderSettings {
        if (multicastTtl < 0 || multicastTtl > 255 || maxQueuedBytes < 1) {
            throw new IllegalArgumentException(
                    "TTL " + multicastTtl + ", " + maxQueuedBytes + " bytes");
        }
    }

    /** Paced by PCR; groups within the local network only. */
    public static UdpTsSenderSettings to(InetSocketAddress target) {
        return new UdpTsSenderSettings(target, new Pace.ByPcr(), Optional.empty(), 1, 4 << 20);
    }

    public UdpTsSenderSettings withPace(Pace newPace) {
        return new UdpTsSenderSettings(
                target, newPace, networkInterface, multicastTtl, maxQueuedBytes);
    }

    public UdpTsSenderSettings withMulticast(String newInterface, int newTtl) {
        return new UdpTsSenderSettings(
                target, pace, Optional.of(newInterface), newTtl, maxQueuedBytes);
    }
}
