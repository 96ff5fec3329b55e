package io.millrace.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A load balancer for TCP: each connection goes to the next server that is open and accepts it, and
 * ends when either side ends it. It can also hold all bytes back, as a broken network does, with
 * connections left in place. Thread-safe.
 */
public final class TcpFrontDoor implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int CHUNK_BYTES = 32 << 10;

    private final ServerSocket listener;
    private final Supplier<List<Server>> servers;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LongAdder refused = new LongAdder();
    private final Object gate = new Object();
    private boolean held; // guarded by the gate
    private volatile boolean closed;

    /**
     * One that connections are given to.
     *
     * @param isOpen whether it wants new ones
     */
    public record Server(int port, BooleanSupplier isOpen) {
        /** Always, as long as it listens. */
        public static Server always(int port) {
            return new Server(port, () -> true);
        }
    }

    private TcpFrontDoor(ServerSocket listener, Supplier<List<Server>> servers) {
        this.listener = listener;
        this.servers = servers;
    }

    /**
     * Listens on loopback.
     *
     * @param port 0 takes a free one
     */
    public static TcpFrontDoor open(int port, List<Server> servers) {
        List<Server> same = List.copyOf(servers);
        return open(port, () -> same);
    }

    /** Likewise, with servers that come and go. */
    public static TcpFrontDoor open(int port, Supplier<List<Server>> servers) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
            TcpFrontDoor door = new TcpFrontDoor(listener, servers);
            Thread.ofVirtual().name("front door " + door.port()).start(door::accept);
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " is taken", e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections for which no server was there. */
    public long refused() {
        return refused.sum();
    }

    /** From now on no byte passes, either way. */
    public void hold() {
        synchronized (gate) {
            held = true;
        }
    }

    /** All bytes that were held back, and those that follow, pass again. */
    public void release() {
        synchronized (gate) {
            held = false;
            gate.notifyAll();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void connect(Socket client) {
        Optional<Socket> server = server();
        if (server.isEmpty()) {
            refused.increment();
            end(client);
            return;
        }
        open.add(client);
        open.add(server.get());
        if (closed) {
            end(client);
            end(server.get());
        }
        Thread.ofVirtual().start(() -> pass(client, server.get()));
        Thread.ofVirtual().start(() -> pass(server.get(), client));
    }

    private Optional<Socket> server() {
        List<Server> now = servers.get();
        for (int tried = 0; tried < now.size(); tried++) {
            Server next = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
            if (next.isOpen.getAsBoolean()) {
                Optional<Socket> connected = connected(next.port);
                if (connected.isPresent()) {
                    return connected;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Socket> connected(int port) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return Optional.of(socket);
        } catch (IOException _) {
            end(socket);
            return Optional.empty();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            to.setTcpNoDelay(true);
            for (int count = from.getInputStream().read(chunk);
                    count >= 0;
                    count = from.getInputStream().read(chunk)) {
                awaitRelease();
                to.getOutputStream().write(chunk, 0, count);
            }
            awaitRelease();
            to.shutdownOutput();
        } catch (IOException _) {
            forget(from, to); // either side broke off: so does the other
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (from.isOutputShutdown() && to.isOutputShutdown()) {
            forget(from, to);
        }
    }

    private void forget(Socket one, Socket other) {
        end(one);
        end(other);
        open.remove(one);
        open.remove(other);
    }

    private void awaitRelease() throws InterruptedException {
        synchronized (gate) {
            while (held && !closed) {
                gate.wait();
            }
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        release();
        open.forEach(TcpFrontDoor::end);
    }
}
