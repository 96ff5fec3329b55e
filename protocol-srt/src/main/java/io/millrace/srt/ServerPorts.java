package io.millrace.srt;

import io.millrace.srt.core.SrtSettings;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sockets of one server, all on one address, each with its event loop. The kernel spreads peers
 * over them by their address. The number of a connection's socket tells whose it is, so a datagram
 * that arrives elsewhere (peers are spread anew when a socket comes or goes) finds its loop.
 * Thread-safe.
 */
final class ServerPorts {
    private static final int SOCKET_IDS = 1 << 30;
    private static final int COOKIE_SECRET_BYTES = 32;

    private final int count;
    private final Server server;
    private final byte[] cookieSecret = new byte[COOKIE_SECRET_BYTES];
    private final List<ServerPort> ports = new CopyOnWriteArrayList<>();

    /** What the ports of a server share. */
    record Server(
            SrtListener listener,
            SrtSettings settings,
            SecureRandom random,
            ServerCounters counters) {}

    /**
     * @param count how many will be added
     */
    ServerPorts(int count, Server server) {
        this.count = count;
        this.server = server;
        server.random().nextBytes(cookieSecret);
    }

    Server server() {
        return server;
    }

    /** All ports take each other's cookies. */
    byte[] cookieSecret() {
        return cookieSecret.clone();
    }

    /** The next port; ports are added one after the other. */
    ServerPort add(DatagramPump pump) {
        ServerPort port = new ServerPort(pump, this, ports.size());
        ports.add(port);
        return port;
    }

    /** A number for a connection of a port. */
    int newSocketId(int port) {
        return server.random().nextInt(1, SOCKET_IDS / count) * count + port;
    }

    /** Gives a datagram to the port it is for, unless that is {@code from}; it is borrowed. */
    void handOver(ByteBuf datagram, InetSocketAddress sender, int socketId, int from) {
        int owner = Integer.remainderUnsigned(socketId, count);
        if (owner == from || owner >= ports.size()) {
            server.counters().strayDatagrams.increment();
        } else {
            server.counters().handedOverDatagrams.increment();
            ports.get(owner).take(datagram.retain(), sender);
        }
    }

    List<ServerPort> all() {
        return ports;
    }
}
