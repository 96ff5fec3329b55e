package io.millrace.testkit.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;

/**
 * An RTSP client (RFC 2326) over TCP with interleaved RTP (section 10.12). Blocking; used by one
 * thread at a time.
 */
public final class RtspClient implements AutoCloseable {
    private final ClientSocket socket;
    private final String url;
    private int sequence;
    private String session = "";

    /** A response; header names in lower case. */
    public record Response(int status, String reason, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /**
     * One interleaved block.
     *
     * @param channel even: RTP, odd: RTCP
     */
    public record Block(int channel, byte[] payload) {}

    public RtspClient(int port, String path) throws IOException {
        this.socket = new ClientSocket(port);
        this.url = "rtsp://127.0.0.1:" + port + "/" + path;
    }

    /** Over RTSPS. */
    public RtspClient(int port, String path, SSLContext tls) throws IOException {
        this.socket = new ClientSocket(port, tls);
        this.url = "rtsps://127.0.0.1:" + port + "/" + path;
    }

    public SocketChannel channel() {
        return socket.channel();
    }

    public String url() {
        return url;
    }

    /**
     * DESCRIBE, SETUP of every track on channels 0-1, 2-3 and so on, PLAY.
     *
     * @return the session description
     */
    public String play() throws IOException {
        return play(
                track -> "RTP/AVP/TCP;unicast;interleaved=" + 2 * track + "-" + (2 * track + 1));
    }

    /** Likewise, each track as its Transport header says. */
    public String play(IntFunction<String> transports) throws IOException {
        Response description = expect(request("DESCRIBE", url, "Accept: application/sdp\r\n", ""));
        String base = description.header("Content-Base");
        String root = base.isEmpty() ? url : base;
        List<String> controls = controls(description.body());
        for (int track = 0; track < controls.size(); track++) {
            setup(absolute(root, controls.get(track)), transports.apply(track));
        }
        expect(request("PLAY", root, "Range: npt=0.000-\r\n", ""));
        return description.body();
    }

    /** ANNOUNCE, SETUP of every track of {@code sdp}, RECORD. */
    public void publish(String sdp) throws IOException {
        expect(request("ANNOUNCE", url, "Content-Type: application/sdp\r\n", sdp));
        List<String> controls = controls(sdp);
        for (int track = 0; track < controls.size(); track++) {
            String channels = 2 * track + "-" + (2 * track + 1);
            setup(
                    absolute(url, controls.get(track)),
                    "RTP/AVP/TCP;unicast;interleaved=" + channels + ";mode=record");
        }
        expect(request("RECORD", url, "Range: npt=0.000-\r\n", ""));
    }

    /** Sends a request and waits for its answer; blocks that come before it are dropped. */
    public Response request(String method, String target, String headers, String body)
            throws IOException {
        send(method, target, headers, body);
        DataInputStream in = socket.in();
        while (true) {
            in.mark(1);
            int first = in.read();
            if (first < 0) {
                throw new EOFException("connection closed before the answer to " + method);
            }
            if (first == '$') {
                readBlockAfterDollar();
            } else {
                in.reset();
                return readResponse();
            }
        }
    }

    /** Sends a request without waiting. */
    public void send(String method, String target, String headers, String body) throws IOException {
        sequence++;
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(target).append(" RTSP/1.0\r\n");
        text.append("CSeq: ").append(sequence).append("\r\n");
        if (!session.isEmpty()) {
            text.append("Session: ").append(session).append("\r\n");
        }
        text.append(headers);
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        text.append("\r\n").append(body);
        socket.out().write(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** The next interleaved block; responses in between are dropped. */
    public Block readBlock() throws IOException {
        DataInputStream in = socket.in();
        while (true) {
            in.mark(1);
            int first = in.read();
            if (first < 0) {
                throw new EOFException("connection closed");
            }
            if (first == '$') {
                return readBlockAfterDollar();
            }
            in.reset();
            readResponse();
        }
    }

    /** Sends bytes as they are: whole interleaved blocks. */
    public void write(byte[] bytes, int length) throws IOException {
        socket.out().write(bytes, 0, length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void setup(String target, String transport) throws IOException {
        expect(request("SETUP", target, "Transport: " + transport + "\r\n", ""));
    }

    private Response expect(Response response) throws IOException {
        if (response.status() != 200) {
            throw new IOException(
                    "RTSP status " + response.status() + " " + response.reason() + " from " + url);
        }
        return response;
    }

    private Block readBlockAfterDollar() throws IOException {
        int channel = socket.in().readUnsignedByte();
        byte[] payload = new byte[socket.in().readUnsignedShort()];
        socket.in().readFully(payload);
        return new Block(channel, payload);
    }

    private Response readResponse() throws IOException {
        String[] statusLine = readLine().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        socket.in().readFully(body);
        if (headers.containsKey("session")) {
            session = headers.get("session").split(";", 2)[0].trim();
        }
        return new Response(
                Integer.parseInt(statusLine[1]),
                statusLine.length > 2 ? statusLine[2] : "",
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.in().read(); next != '\n'; next = socket.in().read()) {
            if (next < 0) {
                throw new EOFException("connection closed after '" + line + "'");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** The control attributes of the media sections, in order. */
    private static List<String> controls(String sdp) {
        List<String> controls = new ArrayList<>();
        boolean inMedia = false;
        for (String line : sdp.lines().toList()) {
            inMedia |= line.startsWith("m=");
            if (inMedia && line.startsWith("a=control:")) {
                controls.add(line.substring("a=control:".length()).trim());
            }
        }
        return controls;
    }

    private static String absolute(String root, String control) {
        if (control.startsWith("rtsp://") || control.startsWith("rtsps://")) {
            return control;
        }
        return root.endsWith("/") ? root + control : root + "/" + control;
    }
}
