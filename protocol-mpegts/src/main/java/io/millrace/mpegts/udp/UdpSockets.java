package io.millrace.mpegts.udp;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** UDP sockets of epoll where the event loops are epoll's, of NIO elsewhere; and interfaces. */
final class UdpSockets {
    private UdpSockets() {}

    /** One event loop of our own. */
    static IoEventLoopGroup newLoop() {
        return new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static boolean isEpoll(IoEventLoopGroup loops) {
        return loops.isIoType(EpollIoHandler.class);
    }

    /** Sockets of the address's own family: a group of IPv4 cannot be joined on one of IPv6. */
    static ChannelFactory<DatagramChannel> channels(
            IoEventLoopGroup loops, InetSocketAddress address) {
        SocketProtocolFamily family =
                address.getAddress() instanceof Inet4Address
                        ? SocketProtocolFamily.INET
                        : SocketProtocolFamily.INET6;
        return isEpoll(loops)
                ? () -> new EpollDatagramChannel(family)
                : () -> new NioDatagramChannel(family);
    }

    /** An address that is known. */
    static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
        InetSocketAddress resolved =
                address.isUnresolved()
                        ? new InetSocketAddress(address.getHostString(), address.getPort())
                        : address;
        if (resolved.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        return resolved;
    }

    /** The interface of that name or address; else the one that the group is routed over. */
    static NetworkInterface interfaceFor(Optional<String> nameOrAddress, InetSocketAddress group)
            throws IOException {
        Optional<NetworkInterface> found =
                nameOrAddress.isPresent() ? named(nameOrAddress.get()) : routed(group);
        return found.orElseThrow(() ->
                new IOException(
                        nameOrAddress
                                        .map(name -> "no network interface is called or has ")
                                        .orElse("no network interface leads to ")
                                + nameOrAddress.orElse(group.getHostString())));
    }

    private static Optional<NetworkInterface> named(String nameOrAddress) throws IOException {
        Optional<NetworkInterface> named =
                Optional.ofNullable(NetworkInterface.getByName(nameOrAddress));
        boolean isAddress =
                NetUtil.isValidIpV4Address(nameOrAddress)
                        || NetUtil.isValidIpV6Address(nameOrAddress);
        return named.isPresent() || !isAddress
                ? named
                : ofAddress(InetAddress.getByName(nameOrAddress));
    }

    private static Optional<NetworkInterface> ofAddress(InetAddress address)
            throws SocketException {
        return Optional.ofNullable(NetworkInterface.getByInetAddress(address));
    }

    /** Of the address that the system would send from; where it has none, the only candidate. */
    private static Optional<NetworkInterface> routed(InetSocketAddress group) throws IOException {
        InetAddress from = routeTo(group);
        if (!from.isAnyLocalAddress()) {
            return ofAddress(from);
        }
        List<NetworkInterface> candidates = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp() && each.supportsMulticast()) {
                candidates.add(each);
            }
        }
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    /** Nothing is sent. */
    private static InetAddress routeTo(InetSocketAddress group) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(group.getAddress(), Math.max(1, group.getPort())));
            return socket.getLocalAddress();
        }
    }
}
