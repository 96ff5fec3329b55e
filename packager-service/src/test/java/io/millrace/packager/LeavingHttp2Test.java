package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.PathName;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An HTTP/2 connection (RFC 9113, in the clear) to a packager that lets its viewers go. */
class LeavingHttp2Test {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final String PATH = "/open/cam/stream.m3u8";

    private record Frame(int type, int flags, int stream, byte[] payload) {}

    @Test
    void connection_ofADrainedPod_isToldToGoAndServedUntilThen() throws Exception {
        try (RunningPackager packager = new RunningPackager("auth: {methods: [anonymous]}\n")) {
            new LivePath(packager.log(), new PathName("open/cam"), 1).seconds(0, 9);
            URI uri = URI.create(packager.root());
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.setSoTimeout(60_000);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                DataInputStream in = new DataInputStream(socket.getInputStream());
                out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                write(out, SETTINGS, 0, 0, new byte[0]);
                request(out, 1);
                assertEquals(List.of(), goodbyes(answer(in, 1)));
                packager.bean(SessionRegistry.class).drain(Duration.ZERO);
                request(out, 3);
                List<Frame> frames = answer(in, 3);
                frames.addAll(rest(in));
                List<Frame> goodbyes = goodbyes(frames);
                assertEquals(1, goodbyes.size());
                String said = HexFormat.of().formatHex(goodbyes.getFirst().payload());
                assertEquals("7fffffff00000000", said, "no stream is given up, no error");
                assertTrue(frames.stream().anyMatch(frame -> frame.type == DATA));
            }
        }
    }

    /** Fields by RFC 7541: GET and http indexed, path and authority as literals. */
    private static void request(DataOutputStream out, int stream) throws IOException {
        byte[] path = PATH.getBytes(StandardCharsets.US_ASCII);
        byte[] fields = new byte[2 + 2 + path.length + 6];
        fields[0] = (byte) 0x82;
        fields[1] = (byte) 0x86;
        fields[2] = 0x04;
        fields[3] = (byte) path.length;
        System.arraycopy(path, 0, fields, 4, path.length);
        byte[] authority = HexFormat.of().parseHex("010468657265");
        System.arraycopy(authority, 0, fields, 4 + path.length, authority.length);
        write(out, HEADERS, END_HEADERS | END_STREAM, stream, fields);
    }

    private static void write(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    /** All frames up to the end of that stream. */
    private static List<Frame> answer(DataInputStream in, int stream) throws IOException {
        List<Frame> frames = new ArrayList<>();
        Frame frame;
        do {
            frame = read(in);
            frames.add(frame);
        } while (frame.stream != stream || frame.type > HEADERS || (frame.flags & END_STREAM) == 0);
        return frames;
    }

    /** All frames up to the end of the connection. */
    private static List<Frame> rest(DataInputStream in) throws IOException {
        List<Frame> frames = new ArrayList<>();
        DataInputStream rest = new DataInputStream(new ByteArrayInputStream(in.readAllBytes()));
        while (rest.available() > 0) {
            frames.add(read(rest));
        }
        return frames;
    }

    private static List<Frame> goodbyes(List<Frame> frames) {
        return frames.stream().filter(frame -> frame.type == GOAWAY).toList();
    }
}
