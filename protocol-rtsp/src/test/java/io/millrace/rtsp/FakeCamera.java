package io.millrace.rtsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A camera with manners of its own: answers one client, and plays the packets that it is given. */
final class FakeCamera implements AutoCloseable {
    static final String SPS = "6742c00bda02802dd0800000030080000019478c195c";
    static final String PPS = "68ce0fc8";
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d+)-");
    private static final int PICTURE_TICKS = 3_600;

    private final ServerSocket listener = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    private final DatagramSocket datagrams =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Manners manners;

    /**
     * How it differs from others.
     *
     * @param description with {@code URL} where its own URL stands
     * @param headers of the answer to DESCRIBE, each with its CR LF
     * @param transport of the answer to SETUP; {@code CHANNELS} for those asked for
     */
    record Manners(String description, String headers, String transport, List<byte[]> packets) {}

    FakeCamera(Manners manners) throws IOException {
        this.manners = manners;
        Thread.ofVirtual().start(this::serve);
    }

    /** Packets of pictures 0 to {@code count}, each begun by a key picture's parameter sets. */
    static List<byte[]> pictures(int count, boolean marker, boolean parameterSets) {
        List<byte[]> packets = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            if (parameterSets && number % 10 == 0) {
                packets.add(packet(packets.size(), number, false, HexFormat.of().parseHex(SPS)));
                packets.add(packet(packets.size(), number, false, HexFormat.of().parseHex(PPS)));
            }
            byte[] picture =
                    ByteBuffer.allocate(600)
                            .put((byte) (number % 10 == 0 ? 0x65 : 0x41))
                            .put((byte) 0x88)
                            .putInt(number)
                            .array();
            packets.add(packet(packets.size(), number, marker, picture));
        }
        return packets;
    }

    private static byte[] packet(int sequence, int picture, boolean marker, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) (marker ? 0xE0 : 0x60))
                .putShort((short) (sequence + 65_500))
                .putInt(picture * PICTURE_TICKS)
                .putInt(0x1234)
                .put(payload)
                .array();
    }

    String url() {
        return "rtsp://127.0.0.1:" + listener.getLocalPort() + "/cam";
    }

    /** Request lines. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        try (Socket socket = listener.accept()) {
            int clientPort = 0;
            for (String request = head(socket.getInputStream());
                    !request.isEmpty();
                    request = head(socket.getInputStream())) {
                requests.add(request.lines().findFirst().orElse(""));
                Matcher port = CLIENT_PORT.matcher(request);
                clientPort = port.find() ? Integer.parseInt(port.group(1)) : clientPort;
                answer(socket.getOutputStream(), request);
                if (request.startsWith("PLAY ")) {
                    play(socket.getOutputStream(), clientPort);
                }
            }
        } catch (IOException e) {
            requests.add("ended: " + e);
        }
    }

    private void answer(OutputStream out, String request) throws IOException {
        String sequence = request.replaceAll("(?s).*CSeq: (\\d+).*", "$1");
        String text = "RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n";
        if (request.startsWith("DESCRIBE ")) {
            String sdp = manners.description().replace("URL", url());
            text += manners.headers().replace("URL", url());
            text += "Content-Length: " + sdp.length() + "\r\n\r\n" + sdp;
        } else if (request.startsWith("SETUP ")) {
            String asked = request.replaceAll("(?s).*interleaved=(\\d+-\\d+).*", "$1");
            String transport = manners.transport().replace("CHANNELS", asked);
            text += "Session: 7\r\nTransport: " + transport + "\r\n\r\n";
        } else {
            text += "\r\n";
        }
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void play(OutputStream out, int clientPort) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (byte[] packet : manners.packets()) {
            if (clientPort > 0) {
                datagrams.send(
                        new DatagramPacket(
                                packet,
                                packet.length,
                                InetAddress.getLoopbackAddress(),
                                clientPort));
            } else {
                frames.write('$');
                frames.write(0);
                frames.write(packet.length >> 8);
                frames.write(packet.length);
                frames.writeBytes(packet);
            }
        }
        out.write(frames.toByteArray());
    }

    /** Empty at the end. */
    private static String head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            if (next == '$' && text.isEmpty()) {
                in.skipNBytes(1);
                int size = (in.read() << 8) | in.read();
                in.skipNBytes(size);
            } else {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        datagrams.close();
    }
}
