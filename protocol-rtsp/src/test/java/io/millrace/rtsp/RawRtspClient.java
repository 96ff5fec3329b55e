package io.millrace.rtsp;

import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspDecoder;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspMessage;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import javax.net.SocketFactory;

/** Sends bytes as they are and takes answers and frames apart. Blocking. */
final class RawRtspClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;
    private final RtspDecoder decoder = new RtspDecoder(MessageLimits.standard());
    private final ByteBuf in = Unpooled.buffer();
    private final Queue<Frame> frames = new ArrayDeque<>();
    private int sequence;

    /** An interleaved frame. */
    record Frame(int channel, byte[] payload) {
        int unsignedShort(int at) {
            return (payload[at] & 0xFF) << 8 | (payload[at + 1] & 0xFF);
        }

        long unsignedInt(int at) {
            return (long) unsignedShort(at) << 16 | unsignedShort(at + 2);
        }
    }

    RawRtspClient(int port) throws IOException {
        this(connect(port));
    }

    private RawRtspClient(Socket socket) throws IOException {
        this(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /** Over something between, such as a tunnel. */
    RawRtspClient(Socket socket, InputStream input, OutputStream output) {
        this.socket = socket;
        this.input = input;
        this.output = output;
    }

    /** Over what the factory makes, such as TLS. */
    RawRtspClient(SocketFactory sockets, int port) throws IOException {
        this(connect(sockets, port));
    }

    static Socket connect(int port) throws IOException {
        return connect(SocketFactory.getDefault(), port);
    }

    private static Socket connect(SocketFactory sockets, int port) throws IOException {
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    void send(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    void sendFrame(int channel, byte[] payload) throws IOException {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(InterleavedFrame.DOLLAR).writeByte(channel).writeShort(payload.length);
        out.writeBytes(payload);
        output.write(ByteBufUtil.getBytes(out));
    }

    RtspResponse request(String method, String url, String... headers) throws Exception {
        return requestWithBody(method, url, "", headers);
    }

    RtspResponse requestWithBody(String method, String url, String body, String... headers)
            throws Exception {
        StringBuilder text = new StringBuilder(method + " " + url + " RTSP/1.0\r\n");
        text.append("CSeq: ").append(++sequence).append("\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        send(text.append("\r\n").append(body).toString());
        RtspResponse response = response();
        String echoed = response.headers().first("CSeq").orElse("none");
        if (!echoed.equals(Integer.toString(sequence))) {
            throw new AssertionError("CSeq " + echoed + " for " + sequence);
        }
        return response;
    }

    /** The next response; frames that come before it are kept. */
    RtspResponse response() throws IOException, RtspException {
        while (true) {
            switch (next()) {
                case RtspResponse response -> {
                    return response;
                }
                case RtspRequest request -> throw new AssertionError(request);
                case InterleavedFrame frame -> frames.add(copy(frame));
            }
        }
    }

    Frame frame() throws IOException, RtspException {
        Frame kept = frames.poll();
        if (kept != null) {
            return kept;
        }
        return switch (next()) {
            case InterleavedFrame frame -> copy(frame);
            case RtspResponse response -> throw new AssertionError(response);
            case RtspRequest request -> throw new AssertionError(request);
        };
    }

    /** Whether frames came before the newest response that nobody has taken. */
    boolean hasFrames() {
        return frames.stream().anyMatch(frame -> frame.channel() == 0);
    }

    /** Forgets the frames that came before the newest response. */
    void dropFrames() {
        frames.clear();
    }

    private static Frame copy(InterleavedFrame frame) {
        try {
            return new Frame(frame.channel(), ByteBufUtil.getBytes(frame.content()));
        } finally {
            frame.release();
        }
    }

    private RtspMessage next() throws IOException, RtspException {
        Optional<RtspMessage> message = decoder.decode(in);
        while (message.isEmpty()) {
            byte[] bytes = new byte[16_384];
            int size = input.read(bytes);
            if (size < 0) {
                throw new EOFException("connection closed");
            }
            in.discardReadBytes().writeBytes(bytes, 0, size);
            message = decoder.decode(in);
        }
        return message.get();
    }

    /** Whether the server closes the connection within the socket's time-out. */
    boolean isClosedByPeer() throws IOException {
        try {
            while (input.read() >= 0) {
                // What was on the way still comes.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
