package io.millrace.testkit.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An RTMP client (Adobe's RTMP specification 1.0): simple handshake, one stream to play or publish.
 * Blocking; used by one thread at a time.
 */
public final class RtmpClient implements AutoCloseable {
    /** Message types (sections 5.4 and 7.1). */
    public static final int AUDIO = 8;

    public static final int VIDEO = 9;
    private static final int SET_CHUNK_SIZE = 1;
    private static final int COMMAND = 20;

    private static final int HANDSHAKE_BYTES = 1_536;
    private static final int COMMAND_CHUNK_STREAM = 3;
    private static final int MEDIA_CHUNK_STREAM = 6;
    private static final int STREAM_ID = 1;
    private static final int OUR_CHUNK_BYTES = 65_536;
    private static final int[] HEADER_BYTES = {11, 7, 3, 0};

    private final ClientSocket socket;
    private final int port;
    private final Map<Integer, Chunks> chunkStreams = new HashMap<>();
    private int theirChunkBytes = 128;

    /** A message; {@code timestampMillis} is absolute. */
    public record Message(int type, long timestampMillis, byte[] payload) {}

    /** What is known of a chunk stream (section 5.3.1.2). */
    private static final class Chunks {
        long timestamp;
        long delta;
        int length;
        int type;
        boolean extended;
        byte[] payload = new byte[0];
        int filled;
    }

    public RtmpClient(int port) throws IOException {
        this.port = port;
        this.socket = new ClientSocket(port);
        byte[] hello = new byte[1 + HANDSHAKE_BYTES];
        hello[0] = 3;
        Arrays.fill(hello, 9, hello.length, (byte) 0x5A);
        socket.out().write(hello);
        byte[] answer = new byte[1 + 2 * HANDSHAKE_BYTES];
        socket.in().readFully(answer);
        socket.out().write(answer, 1, HANDSHAKE_BYTES);
    }

    public SocketChannel channel() {
        return socket.channel();
    }

    /** Asks for {@code app/name} to be played; messages follow. */
    public void play(String path) throws IOException {
        begin(path);
        Amf0 play = new Amf0().string("play").number(4).nothing().string(nameOf(path));
        write(COMMAND_CHUNK_STREAM, COMMAND, STREAM_ID, 0, play.toByteArray());
    }

    /** Publishes {@code app/name}; returns when the server has agreed. */
    public void publish(String path) throws IOException {
        begin(path);
        Amf0 publish = new Amf0().string("publish").number(4).nothing();
        publish.string(nameOf(path)).string("live");
        write(COMMAND_CHUNK_STREAM, COMMAND, STREAM_ID, 0, publish.toByteArray());
        String status = awaitCommand("onStatus");
        if (!status.contains("NetStream.Publish.Start")) {
            throw new IOException("publish refused: " + status);
        }
    }

    /** The next message; chunk sizes are applied, all else is given as it comes. */
    public Message read() throws IOException {
        while (true) {
            Chunks chunks = readChunk();
            if (chunks.filled == chunks.length) {
                chunks.filled = 0;
                if (chunks.type != SET_CHUNK_SIZE) {
                    return new Message(chunks.type, chunks.timestamp, chunks.payload);
                }
                theirChunkBytes = ByteBuffer.wrap(chunks.payload).getInt();
            }
        }
    }

    /** Sends a media message. */
    public void write(int type, long timestampMillis, byte[] payload) throws IOException {
        write(MEDIA_CHUNK_STREAM, type, STREAM_ID, timestampMillis, payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void begin(String path) throws IOException {
        String app = appOf(path);
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("app", app);
        properties.put("flashVer", "millrace-testkit");
        properties.put("tcUrl", "rtmp://127.0.0.1:" + port + "/" + app);
        byte[] chunkSize = ByteBuffer.allocate(4).putInt(OUR_CHUNK_BYTES).array();
        write(2, SET_CHUNK_SIZE, 0, 0, chunkSize);
        Amf0 connect = new Amf0().string("connect").number(1).object(properties);
        write(COMMAND_CHUNK_STREAM, COMMAND, 0, 0, connect.toByteArray());
        String connected = awaitCommand("_result");
        if (!connected.contains("NetConnection.Connect.Success")) {
            throw new IOException("connect refused: " + connected);
        }
        Amf0 create = new Amf0().string("createStream").number(2).nothing();
        write(COMMAND_CHUNK_STREAM, COMMAND, 0, 0, create.toByteArray());
        awaitCommand("_result");
    }

    /** The application is the first part of a path; a path of one part is a name without one. */
    private static String appOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static String nameOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(slash + 1);
    }

    /** The bytes of the next command of that name, as text to search in. */
    private String awaitCommand(String name) throws IOException {
        while (true) {
            Message message = read();
            String text = new String(message.payload(), StandardCharsets.ISO_8859_1);
            if (message.type() == COMMAND && text.startsWith(name, 3)) {
                return text;
            }
            if (message.type() == COMMAND && text.startsWith("_error", 3)) {
                throw new IOException("refused: " + text);
            }
        }
    }

    private void write(int chunkStream, int type, int streamId, long timestamp, byte[] payload)
            throws IOException {
        int chunks = Math.max(1, Math.ceilDiv(payload.length, OUR_CHUNK_BYTES));
        ByteBuffer out = ByteBuffer.allocate(16 + payload.length + 5 * chunks);
        boolean extended = timestamp >= 0xFFFFFF;
        out.put((byte) chunkStream);
        putMedium(out, extended ? 0xFFFFFF : (int) timestamp);
        putMedium(out, payload.length);
        out.put((byte) type).putInt(Integer.reverseBytes(streamId));
        for (int at = 0, chunk = 0; chunk < chunks; chunk++) {
            if (chunk > 0) {
                out.put((byte) (0xC0 | chunkStream));
            }
            if (extended) {
                out.putInt((int) timestamp);
            }
            int size = Math.min(chunkLimit(type), payload.length - at);
            out.put(payload, at, size);
            at += size;
        }
        socket.out().write(out.array(), 0, out.position());
    }

    /** The first message, which announces our chunk size, is smaller than any. */
    private static int chunkLimit(int type) {
        return type == SET_CHUNK_SIZE ? 128 : OUR_CHUNK_BYTES;
    }

    private static void putMedium(ByteBuffer out, int value) {
        out.put((byte) (value >> 16)).put((byte) (value >> 8)).put((byte) value);
    }

    private Chunks readChunk() throws IOException {
        DataInputStream in = socket.in();
        int first = in.read();
        if (first < 0) {
            throw new EOFException("connection closed");
        }
        int id = first & 0x3F;
        if (id == 0) {
            id = 64 + in.readUnsignedByte();
        } else if (id == 1) {
            id = 64 + in.readUnsignedByte() + 256 * in.readUnsignedByte();
        }
        Chunks chunks = chunkStreams.computeIfAbsent(id, _ -> new Chunks());
        readHeader(first >> 6, chunks);
        int size = Math.min(theirChunkBytes, chunks.length - chunks.filled);
        in.readFully(chunks.payload, chunks.filled, size);
        chunks.filled += size;
        return chunks;
    }

    private void readHeader(int format, Chunks chunks) throws IOException {
        byte[] header = new byte[HEADER_BYTES[format]];
        socket.in().readFully(header);
        long time = format == 3 ? 0 : medium(header, 0);
        if (format < 3) {
            chunks.extended = time == 0xFFFFFF;
        }
        if (format < 2) {
            chunks.length = medium(header, 3);
            chunks.type = header[6] & 0xFF;
        }
        if (chunks.extended) {
            time = socket.in().readInt() & 0xFFFFFFFFL;
        }
        if (chunks.filled > 0) {
            return;
        }
        chunks.payload = new byte[chunks.length];
        if (format == 0) {
            chunks.timestamp = time;
            chunks.delta = 0;
        } else {
            chunks.delta = format == 3 ? chunks.delta : time;
            chunks.timestamp += chunks.delta;
        }
    }

    private static int medium(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 16) | ((bytes[at + 1] & 0xFF) << 8) | (bytes[at + 2] & 0xFF);
    }
}
