package io.millrace.rtsp;

import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.read.UdpOutput;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The groups that streams are sent to, one for each of their media, taken from a range while
 * sessions hold them; and the sockets that send. Thread-safe.
 */
final class MulticastGroups implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 2 * 1024 * 1024;

    private final MulticastSettings settings;
    private final LongSupplier wallClockMicros = WallClock.sinceNow();
    private final UdpOutput.Way way;
    private final Map<Object, MulticastGroup> groups = new HashMap<>();
    private final Set<InetAddress> taken = new HashSet<>();
    private int next;

    private MulticastGroups(MulticastSettings settings, UdpOutput.Way way) {
        this.settings = settings;
        this.way = way;
    }

    /** Opens the sockets. */
    static MulticastGroups open(RtspServerSettings server, Transports transports)
            throws IOException {
        MulticastSettings settings = server.multicast().orElseThrow();
        Writability writability = new Writability();
        Channel rtp = bind(server, transports, writability);
        try {
            Channel rtcp = bind(server, transports, new Writability());
            boolean segmentation =
                    transports.epoll() && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
            UdpOutput.Way way = new UdpOutput.Way(rtp, rtcp, segmentation);
            MulticastGroups groups = new MulticastGroups(settings, way);
            writability.onWritable = groups::resumeAll;
            return groups;
        } catch (IOException e) {
            var _ = rtp.close();
            throw e;
        }
    }

    private static Channel bind(
            RtspServerSettings server, Transports transports, Writability writability)
            throws IOException {
        MulticastSettings settings = server.multicast().orElseThrow();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(transports.loops().getFirst())
                        .channelFactory(() -> newChannel(transports))
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.IP_MULTICAST_TTL, settings.ttl())
                        .handler(writability);
        if (settings.networkInterface().isPresent()) {
            String name = settings.networkInterface().get();
            NetworkInterface chosen = NetworkInterface.getByName(name);
            if (chosen == null) {
                throw new IOException("no network interface is called " + name);
            }
            bootstrap.option(ChannelOption.IP_MULTICAST_IF, chosen);
        }
        return Transports.bound(bootstrap.bind(source(server.address())), server.address(), 0);
    }

    /** Groups are of IPv4; a server of IPv6 addresses sends to them from whichever it has. */
    private static InetSocketAddress source(String address) {
        InetSocketAddress own = new InetSocketAddress(address, 0);
        return own.getAddress() instanceof Inet4Address ? own : new InetSocketAddress("0.0.0.0", 0);
    }

    private static DatagramChannel newChannel(Transports transports) {
        return transports.epoll()
                ? new EpollDatagramChannel(SocketProtocolFamily.INET)
                : new NioDatagramChannel(SocketProtocolFamily.INET);
    }

    /** The group of a stream, held until it is released; empty if the range is used up. */
    synchronized Optional<MulticastGroup> hold(ReadableStream stream) {
        MulticastGroup group = groups.get(stream.identity());
        if (group == null) {
            Optional<SortedMap<Integer, MulticastAddress>> addresses = addresses(stream);
            if (addresses.isEmpty()) {
                return Optional.empty();
            }
            group = new MulticastGroup(this, stream, addresses.get(), way, wallClockMicros);
            groups.put(stream.identity(), group);
        }
        group.hold();
        return Optional.of(group);
    }

    private Optional<SortedMap<Integer, MulticastAddress>> addresses(ReadableStream stream) {
        SortedMap<Integer, MulticastAddress> addresses = new TreeMap<>();
        for (int track : stream.tracks()) {
            Optional<MulticastAddress> address = stream.multicast(track).or(this::free);
            if (address.isEmpty()) {
                addresses.values().forEach(one -> taken.remove(one.group()));
                return Optional.empty();
            }
            addresses.put(track, address.get());
        }
        return Optional.of(addresses);
    }

    private Optional<MulticastAddress> free() {
        int size = settings.groups();
        for (int tried = 0; tried < size; tried++) {
            InetAddress group = settings.group(next);
            next = (next + 1) % size;
            if (taken.add(group)) {
                return Optional.of(
                        new MulticastAddress(group, settings.rtpPort(), settings.rtcpPort()));
            }
        }
        return Optional.empty();
    }

    synchronized void release(MulticastGroup group) {
        if (group.released()) {
            groups.remove(group.stream().identity(), group);
            group.addresses().values().forEach(address -> taken.remove(address.group()));
        }
    }

    int ttl() {
        return settings.ttl();
    }

    private void resumeAll() {
        Map<Object, MulticastGroup> all;
        synchronized (this) {
            all = Map.copyOf(groups);
        }
        all.values().forEach(MulticastGroup::resume);
    }

    @Override
    public void close() {
        var _ = way.rtp().close();
        var _ = way.rtcp().close();
    }

    /** What comes is nothing that we asked for. */
    private static final class Writability extends ChannelInboundHandlerAdapter {
        private Runnable onWritable = () -> {};

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                onWritable.run();
            }
        }
    }
}
