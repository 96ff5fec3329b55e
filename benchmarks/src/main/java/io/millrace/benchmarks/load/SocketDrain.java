package io.millrace.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads and forgets what many sockets bring: one thread, one buffer, one pass every 15 ms, so that
 * a reader costs a few system calls a second.
 */
final class SocketDrain {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long PASS_MILLIS = 15;

    private final Selector selector;
    private final Queue<Drained> arriving = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /**
     * A socket to drain.
     *
     * @param acknowledgeBytes after how many bytes an RTMP acknowledgement is due; 0: never
     */
    record Drained(SelectableChannel channel, LoadReader reader, long acknowledgeBytes) {}

    SocketDrain() throws IOException {
        this.selector = Selector.open();
    }

    void start() {
        Thread.ofPlatform().daemon().name("drain").start(this::run);
    }

    /** Takes over the channel. */
    void add(Drained drained) {
        arriving.add(drained);
    }

    private void run() {
        try {
            while (true) {
                for (Drained next = arriving.poll(); next != null; next = arriving.poll()) {
                    next.channel().configureBlocking(false);
                    next.channel().register(selector, SelectionKey.OP_READ, next);
                }
                selector.select(this::drain, PASS_MILLIS);
                Thread.sleep(PASS_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(SelectionKey key) {
        Drained drained = (Drained) key.attachment();
        try {
            switch (drained.channel()) {
                case SocketChannel socket -> drain(key, drained, socket);
                case DatagramChannel datagrams -> drained.reader().received(drain(datagrams));
                default -> throw new IllegalStateException("drains " + drained.channel());
            }
        } catch (IOException _) {
            end(key, drained);
        }
    }

    private void drain(SelectionKey key, Drained drained, SocketChannel socket) throws IOException {
        buffer.clear();
        int count = socket.read(buffer);
        if (count < 0) {
            end(key, drained);
            return;
        }
        long before = drained.reader().bytes();
        drained.reader().received(count);
        acknowledge(drained, socket, before);
    }

    private long drain(DatagramChannel datagrams) throws IOException {
        long bytes = 0;
        buffer.clear();
        while (bytes < BUFFER_BYTES && datagrams.receive(buffer) != null) {
            bytes += buffer.position();
            buffer.clear();
        }
        return bytes;
    }

    /** Acknowledgement (RTMP 1.0, section 5.4.3): what was received, at every crossing. */
    private static void acknowledge(Drained drained, SocketChannel socket, long before)
            throws IOException {
        long step = drained.acknowledgeBytes();
        long now = drained.reader().bytes();
        if (step > 0 && now / step > before / step) {
            ByteBuffer message = ByteBuffer.allocate(16);
            message.putInt(0x02_00_00_00).putInt(0x00_00_04_03).putInt(0).putInt((int) now);
            socket.write(message.flip());
        }
    }

    private static void end(SelectionKey key, Drained drained) {
        drained.reader().end();
        key.cancel();
    }
}
