package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Fuzz;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handshakes of real clients, spoilt, on every port of a running server: after them a normal
 * publish is read over every protocol, and the server holds no more than before.
 */
@RequiresFfmpeg
class SpoiltHandshakesIT {
    private static final long SEED = Long.getLong("fuzz.seed", 20_261);
    private static final int WARM_UP = 60;
    private static final int ATTACKS = 250;
    private static final int DATAGRAMS_AN_ATTACK = 5;
    private static final long MAX_GROWTH_BYTES = 48 << 20;

    /** Reads what a Java process's live objects take, after a full collection. */
    private static long liveBytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        String total =
                output.lines()
                        .filter(line -> line.startsWith("Total"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(output));
        return Long.parseLong(total.trim().split("\\s+", -1)[2]);
    }

    private static byte[] text(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static List<byte[]> rtsp() {
        String sdp =
                """
                v=0
                o=- 0 0 IN IP4 127.0.0.1
                s=x
                t=0 0
                m=video 0 RTP/AVP 96
                a=rtpmap:96 H264/90000
                a=control:streamid=0
                """
                        .replace("\n", "\r\n");
        String announce =
                "ANNOUNCE rtsp://127.0.0.1/a RTSP/1.0\r\nCSeq: 2\r\nContent-Type: application/sdp"
                        + "\r\nContent-Length: "
                        + sdp.length()
                        + "\r\n\r\n"
                        + sdp
                        + "SETUP rtsp://127.0.0.1/a/streamid=0 RTSP/1.0\r\nCSeq: 3\r\n"
                        + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record\r\n\r\n"
                        + "RECORD rtsp://127.0.0.1/a RTSP/1.0\r\nCSeq: 4\r\n\r\n$\0\0\4abcd";
        return List.of(
                announce.getBytes(StandardCharsets.ISO_8859_1),
                text("OPTIONS rtsp://127.0.0.1/a RTSP/1.0", "CSeq: 1", "User-Agent: Lavf"),
                text("DESCRIBE rtsp://127.0.0.1/a RTSP/1.0", "CSeq: 1", "Accept: application/sdp"),
                text(
                        "GET /a HTTP/1.1",
                        "x-sessioncookie: 1",
                        "Accept: application/x-rtsp-tunnelled"));
    }

    private static List<byte[]> http() {
        return List.of(
                text("GET /a/index.m3u8 HTTP/1.1", "Host: a", "Connection: keep-alive"),
                text(
                        "GET /a/0_1_2.m4s?_HLS_msn=7&_HLS_part=3 HTTP/1.1",
                        "Host: a",
                        "Range: bytes=0-"),
                text("GET /a/manifest.mpd HTTP/1.1", "Host: a"),
                text(
                        "POST /a HTTP/1.1",
                        "Host: a",
                        "Transfer-Encoding: chunked",
                        "",
                        "5",
                        "abcde",
                        "0"),
                text("GET /a/mpegts HTTP/1.1", "Host: a"));
    }

    private static List<byte[]> rtmp() throws IOException {
        try (Stream<Path> files = Files.list(captures("protocol-rtmp"))) {
            return files.sorted().map(SpoiltHandshakesIT::hex).toList();
        }
    }

    private static byte[] hex(Path file) {
        try {
            return HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<byte[]> srt() throws IOException {
        return Files.readAllLines(
                        captures("protocol-srt").resolve("libsrt-1.5.1-plain-8-percent-loss.txt"))
                .stream()
                .filter(line -> line.startsWith("> "))
                .limit(40)
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .toList();
    }

    private static Path captures(String module) {
        return Path.of("..", module, "src/test/resources/captures");
    }

    private static void attackTcp(int port, Supplier<byte[]> spoilt, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            byte[] bytes = spoilt.get();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = socket.getOutputStream();
                out.write(bytes, 0, bytes.length / 2);
                out.flush();
                out.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
            } catch (SocketException closedByTheServer) {
                assertTrue(bytes.length > 0, closedByTheServer.toString());
            }
        }
    }

    private static void attackUdp(int port, Supplier<byte[]> spoilt, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (DatagramSocket socket = new DatagramSocket()) {
                for (int j = 0; j < DATAGRAMS_AN_ATTACK; j++) {
                    byte[] bytes = spoilt.get();
                    socket.send(
                            new DatagramPacket(
                                    bytes,
                                    Math.min(bytes.length, 1_472),
                                    InetAddress.getLoopbackAddress(),
                                    port));
                }
            }
        }
    }

    /** What is sent to each port. */
    private record Attack(
            Supplier<byte[]> rtsp,
            Supplier<byte[]> rtmp,
            Supplier<byte[]> http,
            Supplier<byte[]> srt) {
        static Attack begin() throws IOException {
            return new Attack(
                    Fuzz.spoilt("rtsp", SpoiltHandshakesIT.rtsp(), SEED),
                    Fuzz.spoilt("rtmp", SpoiltHandshakesIT.rtmp(), SEED),
                    Fuzz.spoilt("http", SpoiltHandshakesIT.http(), SEED),
                    Fuzz.spoilt("srt", SpoiltHandshakesIT.srt(), SEED));
        }

        void run(ServerPorts ports, int times) throws IOException {
            attackTcp(ports.rtsp(), rtsp, times);
            attackTcp(ports.rtmp(), rtmp, times);
            attackTcp(ports.http(), http, times);
            attackUdp(ports.srt(), srt, times);
        }
    }

    @Test
    void everyPort_spoiltHandshakes_thenEverythingWorksAndMemoryIsFlat(@TempDir Path data)
            throws Exception {
        System.out.println("spoilt handshakes, seed " + SEED);
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data)) {
            Attack attack = Attack.begin();
            attack.run(deployment.ports(), WARM_UP);
            long pid = deployment.server().process().pid();
            long before = liveBytes(pid);
            attack.run(deployment.ports(), ATTACKS);
            new ProtocolMatrix(deployment).check(PublishProtocol.RTMP, Clip.PLAIN);
            long growth = liveBytes(pid) - before;
            assertTrue(growth < MAX_GROWTH_BYTES, "live objects grew by " + growth);
        }
    }
}
