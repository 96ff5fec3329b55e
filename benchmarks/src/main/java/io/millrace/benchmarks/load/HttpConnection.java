package io.millrace.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A kept-alive HTTP/1.1 connection for GET; cheap, and no more than a player of HLS needs. */
final class HttpConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 65_536;
    private static final int READ_LIMIT_MILLIS = 20_000;
    private static final int CHUNKED = -1;

    private final Socket socket;
    private final BufferedInputStream in;
    private final String host;
    private final LoadReader reader;

    HttpConnection(int port, LoadReader reader) throws IOException {
        this(port, reader, "load", BUFFER_BYTES);
    }

    /**
     * Likewise.
     *
     * @param agent what tells viewers of one address apart
     */
    HttpConnection(int port, LoadReader reader, String agent, int bufferBytes) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), bufferBytes);
        this.host = "127.0.0.1:" + port + "\r\nUser-Agent: " + agent;
        this.reader = reader;
    }

    /**
     * The body of {@code target}.
     *
     * @param keep else it is only counted, and the result is empty
     */
    byte[] get(String target, boolean keep) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = readLine();
        int length = readHeaders();
        byte[] body = length == CHUNKED ? readChunks(keep) : readBody(length, keep);
        if (!status.contains(" 200 ")) {
            throw new IOException(target + ": " + status);
        }
        return body;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The length of the body. */
    private int readHeaders() throws IOException {
        int length = 0;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                length = CHUNKED;
            }
        }
        return length;
    }

    private byte[] readChunks(boolean keep) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine().split(";", 2)[0].trim(), 16);
            body.writeBytes(readBody(size, keep));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private byte[] readBody(int length, boolean keep) throws IOException {
        if (keep) {
            byte[] body = in.readNBytes(length);
            reader.received(body.length);
            return body;
        }
        long left = length;
        while (left > 0) {
            long skipped = in.skip(left);
            if (skipped <= 0) {
                throw new EOFException("body ends early");
            }
            reader.received(skipped);
            left -= skipped;
        }
        return new byte[0];
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("connection closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
