package io.millrace.testkit.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** A connection to a loopback port with buffered reading and a time limit on every read. */
final class ClientSocket implements AutoCloseable {
    private static final int BUFFER_BYTES = 65_536;
    private static final Duration READ_LIMIT = Duration.ofSeconds(15);

    private final SocketChannel channel;
    private final DataInputStream in;
    private final OutputStream out;

    ClientSocket(int port) throws IOException {
        this.channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setSoTimeout((int) READ_LIMIT.toMillis());
        this.in =
                new DataInputStream(
                        new BufferedInputStream(channel.socket().getInputStream(), BUFFER_BYTES));
        this.out = channel.socket().getOutputStream();
    }

    /** Likewise over TLS; {@link #channel} has what is encrypted. */
    ClientSocket(int port, SSLContext tls) throws IOException {
        this.channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setSoTimeout((int) READ_LIMIT.toMillis());
        Socket encrypted =
                tls.getSocketFactory().createSocket(channel.socket(), "127.0.0.1", port, true);
        this.in =
                new DataInputStream(
                        new BufferedInputStream(encrypted.getInputStream(), BUFFER_BYTES));
        this.out = encrypted.getOutputStream();
    }

    DataInputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
