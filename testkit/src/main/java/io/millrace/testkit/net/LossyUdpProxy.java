package io.millrace.testkit.net;

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
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Sits between any number of clients and one UDP server on loopback, and impairs both directions
 * from a seed. As a NAT does, it gives each client a port of its own towards the server. Delays are
 * exact to a millisecond. One thread; thread-safe.
 */
public final class LossyUdpProxy implements AutoCloseable {
    private static final int DATAGRAM_BYTES = 65_536;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final int MAX_CLIENTS = 1_000;
    private static final int MAX_QUEUED = 100_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final DatagramChannel front;
    private final InetSocketAddress server;
    private final ImpairedLine toServer;
    private final ImpairedLine toClients;
    private final Map<SocketAddress, DatagramChannel> backs = new HashMap<>();
    private final PriorityQueue<Queued> queue = new PriorityQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private final Thread thread;
    private long order;
    private volatile boolean closed;

    /** A datagram under way. */
    private record Queued(
            long dueNanos,
            long order,
            byte[] datagram,
            DatagramChannel channel,
            SocketAddress receiver)
            implements Comparable<Queued> {
        @Override
        public int compareTo(Queued other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private LossyUdpProxy(InetSocketAddress server, ImpairedLine toServer, ImpairedLine toClients)
            throws IOException {
        this.server = server;
        this.toServer = toServer;
        this.toClients = toClients;
        selector = Selector.open();
        front = open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        front.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().daemon().name("lossy line").start(this::run);
    }

    /** Both directions alike. */
    public static LossyUdpProxy start(InetSocketAddress server, Impairment impairment, long seed)
            throws IOException {
        return start(server, impairment, impairment, seed);
    }

    /** Listens on a free port for what is meant for {@code server}. */
    public static LossyUdpProxy start(
            InetSocketAddress server, Impairment toServer, Impairment toClients, long seed)
            throws IOException {
        return new LossyUdpProxy(
                server,
                new ImpairedLine(toServer, new Random(seed)),
                new ImpairedLine(toClients, new Random(seed + 1)));
    }

    /** Changes what both directions do, from the next datagram on. */
    public void impair(Impairment impairment) {
        toServer.impair(impairment);
        toClients.impair(impairment);
    }

    /** Where clients send to. */
    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) front.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was done to what clients sent. */
    public LineCounts toServer() {
        return toServer.counts();
    }

    /** What was done to what the server sent. */
    public LineCounts toClients() {
        return toClients.counts();
    }

    /** Both directions together. */
    public LineCounts counts() {
        return toServer().plus(toClients());
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

    private void run() {
        try {
            while (!closed) {
                sendDue();
                select();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the line broke", e);
        }
    }

    private void select() throws IOException {
        Queued next = queue.peek();
        if (next == null) {
            selector.select(this::receive);
            return;
        }
        long waitMillis = Math.ceilDiv(next.dueNanos() - System.nanoTime(), NANOS_PER_MILLI);
        if (waitMillis <= 0) {
            selector.selectNow(this::receive);
        } else {
            selector.select(this::receive, waitMillis);
        }
    }

    private void receive(SelectionKey key) {
        try {
            if (key.attachment() instanceof SocketAddress client) {
                receiveFromServer((DatagramChannel) key.channel(), client);
            } else {
                receiveFromClients();
            }
        } catch (PortUnreachableException _) {
            // The server is not there (yet): what was sent to it is lost, as on any line.
        } catch (IOException e) {
            throw new UncheckedIOException("the line broke", e);
        }
    }

    private void receiveFromClients() throws IOException {
        while (true) {
            buffer.clear();
            SocketAddress client = front.receive(buffer);
            if (client == null) {
                return;
            }
            enqueue(toServer, backOf(client), server);
        }
    }

    private void receiveFromServer(DatagramChannel back, SocketAddress client) throws IOException {
        while (true) {
            buffer.clear();
            if (back.receive(buffer) == null) {
                return;
            }
            enqueue(toClients, front, client);
        }
    }

    private DatagramChannel backOf(SocketAddress client) throws IOException {
        DatagramChannel known = backs.get(client);
        if (known != null) {
            return known;
        }
        if (backs.size() == MAX_CLIENTS) {
            throw new IOException("more than " + MAX_CLIENTS + " clients");
        }
        DatagramChannel back = open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        back.connect(server);
        back.register(selector, SelectionKey.OP_READ, client);
        backs.put(client, back);
        return back;
    }

    private void enqueue(ImpairedLine line, DatagramChannel channel, SocketAddress receiver) {
        ImpairedLine.Fate fate = line.next(System.nanoTime());
        if (fate.copies() == 0) {
            return;
        }
        if (queue.size() >= MAX_QUEUED) {
            line.onOverflow();
            return;
        }
        byte[] datagram = new byte[buffer.flip().remaining()];
        buffer.get(datagram);
        for (int copy = 0; copy < fate.copies(); copy++) {
            queue.add(new Queued(fate.dueNanos(), order++, datagram, channel, receiver));
        }
    }

    private void sendDue() throws IOException {
        long now = System.nanoTime();
        while (!queue.isEmpty() && queue.peek().dueNanos() <= now) {
            Queued due = queue.remove();
            try {
                due.channel().send(ByteBuffer.wrap(due.datagram()), due.receiver());
            } catch (PortUnreachableException _) {
                // As above.
            }
        }
    }

    private static DatagramChannel open(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.bind(address);
        channel.configureBlocking(false);
        return channel;
    }
}
