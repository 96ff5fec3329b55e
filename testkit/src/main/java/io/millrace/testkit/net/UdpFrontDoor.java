package io.millrace.testkit.net;

import io.millrace.testkit.net.TcpFrontDoor.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands before several UDP servers, as a load balancer: gives each peer to one that is ready,
 * in turns, and leaves it there until that one's port is closed. Datagrams for which nobody is
 * there are lost. One thread; thread-safe.
 */
public final class UdpFrontDoor implements AutoCloseable {
    private static final int DATAGRAM_BYTES = 65_536;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final int MAX_PEERS = 4_000;

    private final Selector selector;
    private final DatagramChannel front;
    private final Supplier<List<Server>> servers;
    private final Map<SocketAddress, DatagramChannel> backs = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private final Thread thread;
    private int turn;
    private volatile boolean closed;

    private UdpFrontDoor(Supplier<List<Server>> servers) throws IOException {
        this.servers = servers;
        selector = Selector.open();
        front = open();
        front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        front.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().daemon().name("udp front door").start(this::run);
    }

    /** Listens on a free port of loopback, for servers that come and go. */
    public static UdpFrontDoor open(Supplier<List<Server>> servers) {
        try {
            return new UdpFrontDoor(servers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.configureBlocking(false);
        return channel;
    }

    public int port() {
        return front.socket().getLocalPort();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::receive);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the front door broke", e);
        }
    }

    private void receive(SelectionKey key) {
        try {
            if (key.attachment() instanceof SocketAddress peer) {
                receiveFromServer((DatagramChannel) key.channel(), peer);
            } else {
                receiveFromPeers();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the front door broke", e);
        }
    }

    private void receiveFromPeers() throws IOException {
        buffer.clear();
        for (SocketAddress peer = front.receive(buffer);
                peer != null;
                peer = front.receive(buffer)) {
            DatagramChannel back = backs.get(peer);
            if (back == null) {
                back = give(peer);
            }
            buffer.flip();
            if (back != null) {
                send(back, peer);
            }
            buffer.clear();
        }
    }

    private void send(DatagramChannel back, SocketAddress peer) throws IOException {
        try {
            back.write(buffer);
        } catch (PortUnreachableException _) {
            forget(back, peer);
        }
    }

    private void receiveFromServer(DatagramChannel back, SocketAddress peer) throws IOException {
        try {
            buffer.clear();
            while (back.read(buffer) > 0) {
                front.send(buffer.flip(), peer);
                buffer.clear();
            }
        } catch (PortUnreachableException _) {
            forget(back, peer);
        }
    }

    /** The server is gone: what this peer sends next goes to another. */
    private void forget(DatagramChannel back, SocketAddress peer) throws IOException {
        backs.remove(peer, back);
        back.close();
    }

    private @Nullable DatagramChannel give(SocketAddress peer) throws IOException {
        List<Server> now = servers.get();
        for (int tried = 0; tried < now.size(); tried++) {
            Server next = now.get(Math.floorMod(turn++, now.size()));
            if (next.isOpen().getAsBoolean()) {
                if (backs.size() == MAX_PEERS) {
                    throw new IOException("more than " + MAX_PEERS + " peers");
                }
                DatagramChannel back = open();
                back.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), next.port()));
                back.register(selector, SelectionKey.OP_READ, peer);
                backs.put(peer, back);
                return back;
            }
        }
        return null;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
