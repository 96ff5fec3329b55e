package io.millrace.srt;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** Sits between one caller and a listener on loopback and loses datagrams, from a seed. */
final class LossProxy implements AutoCloseable {
    private final DatagramSocket front;
    private final DatagramSocket back;
    private final AtomicReference<SocketAddress> caller = new AtomicReference<>();
    private final double loss;

    LossProxy(InetSocketAddress listener, double loss, long seed) throws IOException {
        this.loss = loss;
        front = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        back = new DatagramSocket();
        back.connect(listener);
        Thread.ofPlatform().daemon().start(() -> forward(new Random(seed), true));
        Thread.ofPlatform().daemon().start(() -> forward(new Random(seed + 1), false));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    private void forward(Random random, boolean toListener) {
        byte[] bytes = new byte[2048];
        DatagramSocket from = toListener ? front : back;
        while (!from.isClosed()) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                from.receive(packet);
                if (toListener) {
                    caller.set(packet.getSocketAddress());
                }
                if (random.nextDouble() >= loss) {
                    send(packet, toListener);
                }
            } catch (IOException closed) {
                if (!from.isClosed()) {
                    throw new IllegalStateException(closed);
                }
            }
        }
    }

    private void send(DatagramPacket packet, boolean toListener) throws IOException {
        if (toListener) {
            back.send(new DatagramPacket(packet.getData(), packet.getLength()));
        } else {
            front.send(new DatagramPacket(packet.getData(), packet.getLength(), caller.get()));
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
