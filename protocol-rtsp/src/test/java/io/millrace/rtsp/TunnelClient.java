package io.millrace.rtsp;

import io.millrace.rtsp.tunnel.WebSocketHandshake;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Connections that tunnel what is written to them, byte by byte as clients do. Blocking. */
final class TunnelClient {
    private static final byte[] NONCE = new byte[16];
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final int BINARY = 0x82;

    private TunnelClient() {}

    /** The way down of a tunnel in HTTP, beyond the answer to its GET. */
    static Socket get(int port, String cookie) throws IOException {
        Socket down = RawRtspClient.connect(port);
        write(
                down,
                "GET /live/a HTTP/1.1\r\nHost: here\r\nx-sessioncookie: %s\r\n%s\r\n\r\n"
                        .formatted(cookie, "Accept: application/x-rtsp-tunnelled"));
        return down;
    }

    static Socket post(int port, String cookie) throws IOException {
        Socket up = RawRtspClient.connect(port);
        write(
                up,
                "POST /live/a HTTP/1.1\r\nX-SessionCookie: %s\r\nContent-Length: 32767\r\n%s\r\n\r\n"
                        .formatted(cookie, "Content-Type: application/x-rtsp-tunnelled"));
        return up;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What an HTTP server answers, up to the empty line. */
    static String head(Socket socket) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!text.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException(text.toString(StandardCharsets.UTF_8));
            }
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** RTSP over both halves. */
    static RawRtspClient rtsp(Socket down, Socket up) throws IOException {
        return new RawRtspClient(down, down.getInputStream(), base64(up));
    }

    /** Each write is encoded for itself, with padding. */
    private static OutputStream base64(Socket up) throws IOException {
        OutputStream out = up.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value});
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                out.write(Base64.getEncoder().encode(bytes));
            }
        };
    }

    /** A connection that has asked for a WebSocket. */
    static Socket askWebSocket(int port, String subprotocol) throws IOException {
        Socket socket = RawRtspClient.connect(port);
        String request = WebSocketHandshake.request("here", "/", NONCE);
        write(socket, request.replace(WebSocketHandshake.SUBPROTOCOL, subprotocol));
        return socket;
    }

    /** RTSP in the frames of a WebSocket whose handshake is done. */
    static RawRtspClient rtsp(Socket socket) throws IOException {
        return new RawRtspClient(
                socket, new FrameReader(socket.getInputStream()), new FrameWriter(socket));
    }

    /** A masked frame (RFC 6455, 5.2). */
    static byte[] frame(int opcode, byte[] bytes) {
        ByteBuffer frame = ByteBuffer.allocate(8 + bytes.length);
        frame.put((byte) opcode);
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
        }
        frame.put(MASK);
        for (int i = 0; i < bytes.length; i++) {
            frame.put((byte) (bytes[i] ^ MASK[i % MASK.length]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static final class FrameWriter extends OutputStream {
        private final OutputStream out;

        FrameWriter(Socket socket) throws IOException {
            this.out = socket.getOutputStream();
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value});
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            out.write(frame(BINARY, bytes));
        }
    }

    /** Gives the bytes of one frame at a time. */
    private static final class FrameReader extends FilterInputStream {
        FrameReader(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes) throws IOException {
            int opcode = in.read();
            if (opcode < 0) {
                return -1;
            }
            if (opcode != BINARY) {
                throw new IOException("frame of opcode " + opcode);
            }
            int size = in.read();
            if (size == 126) {
                size = in.read() << 8 | in.read();
            }
            if (in.readNBytes(bytes, 0, size) != size) {
                throw new EOFException("inside of a frame");
            }
            return size;
        }
    }
}
