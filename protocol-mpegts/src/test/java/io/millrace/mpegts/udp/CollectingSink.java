package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Keeps what it gets; tests wait for it. */
final class CollectingSink implements UdpTsSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int silences;
    private boolean closed;

    @Override
    public synchronized void onPackets(ByteBuf packets) {
        bytes.writeBytes(ByteBufUtil.getBytes(packets));
        notifyAll();
    }

    @Override
    public synchronized void onSilence() {
        silences++;
        notifyAll();
    }

    @Override
    public synchronized void onClosed(Optional<Throwable> failure) {
        closed = true;
        notifyAll();
    }

    /** All bytes, once there are so many; the test's own time limit ends a wait for ever. */
    synchronized byte[] await(int size) throws InterruptedException {
        while (bytes.size() < size) {
            wait();
        }
        return bytes.toByteArray();
    }

    synchronized void awaitSilences(int count) throws InterruptedException {
        while (silences < count) {
            wait();
        }
    }

    synchronized void awaitClosed() throws InterruptedException {
        while (!closed) {
            wait();
        }
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }
}
