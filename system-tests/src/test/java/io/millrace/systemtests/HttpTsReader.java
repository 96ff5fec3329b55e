package io.millrace.systemtests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads an endless transport stream over HTTP/1.0, so that the body has no chunks. */
final class HttpTsReader implements AutoCloseable {
    static final int PACKET_BYTES = 188;
    private static final int SMALL_BUFFER_BYTES = 16_384;
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String statusLine;

    /** Asks, and reads the head of the answer. */
    HttpTsReader(int port, String path) throws IOException {
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
        socket.setSoTimeout((int) READ_LIMIT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "GET /" + path + "/mpegts HTTP/1.0\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        in = new BufferedInputStream(socket.getInputStream(), PACKET_BYTES);
        statusLine = line();
        String header = line();
        while (!header.isEmpty()) {
            header = line();
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException("the answer's head ends: " + line);
            }
            line.write(next);
            next = in.read();
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /** {@code HTTP/1.1 200 OK}. */
    String statusLine() {
        return statusLine;
    }

    /** That many packets; fewer where the stream ends. */
    byte[] packets(int count) throws IOException {
        return in.readNBytes(count * PACKET_BYTES);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
