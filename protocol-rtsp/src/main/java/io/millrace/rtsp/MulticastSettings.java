package io.millrace.rtsp;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where media goes for readers that ask for multicast.
 *
 * @param firstGroup of the range
 * @param prefixBits that all groups of the range have in common
 * @param rtpPort of all groups
 * @param rtcpPort likewise
 * @param ttl routers that datagrams may pass, and one
 * @param networkInterface to send by; empty for the one that the system routes groups to
 */
public record MulticastSettings(
        InetAddress firstGroup,
        int prefixBits,
        int rtpPort,
        int rtcpPort,
        int ttl,
        Optional<String> networkInterface) {
    private static final int TTL = 16;

    public MulticastSettings {
        if (!(firstGroup instanceof Inet4Address) || !firstGroup.isMulticastAddress()) {
            throw new IllegalArgumentException(firstGroup + " is no IPv4 multicast group");
        }
        if (prefixBits < 8 || prefixBits > 30 || ttl < 0 || ttl > 255) {
            throw new IllegalArgumentException("prefix of " + prefixBits + " bits, TTL " + ttl);
        }
        if (rtpPort < 1 || rtcpPort < 1 || rtpPort > 65_535 || rtcpPort > 65_535) {
            throw new IllegalArgumentException("ports " + rtpPort + " and " + rtcpPort);
        }
    }

    /** Groups of 224.1.0.0/16, ports 8002 and 8003. */
    public static MulticastSettings standard() {
        return of("224.1.0.0/16", 8002, 8003);
    }

    /**
     * Settings of a range in CIDR form.
     *
     * @throws IllegalArgumentException if it is none of IPv4 multicast groups
     */
    public static MulticastSettings of(String range, int rtpPort, int rtcpPort) {
        String[] parts = range.split("/", 2);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        if (parts.length != 2 || address == null || !parts[1].matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("'" + range + "' is no range like 224.1.0.0/16");
        }
        try {
            return new MulticastSettings(
                    InetAddress.getByAddress(address),
                    Integer.parseInt(parts[1]),
                    rtpPort,
                    rtcpPort,
                    TTL,
                    Optional.empty());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public MulticastSettings withInterface(String name) {
        return new MulticastSettings(
                firstGroup, prefixBits, rtpPort, rtcpPort, ttl, Optional.of(name));
    }

    /** Groups in the range but its first and last. */
    int groups() {
        return (1 << (32 - prefixBits)) - 2;
    }

    /** The group of a number from 0 on. */
    InetAddress group(int number) {
        int mask = -1 << (32 - prefixBits);
        int first = ByteBuffer.wrap(firstGroup.getAddress()).getInt() & mask;
        byte[] bytes = ByteBuffer.allocate(4).putInt(first + 1 + number).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
