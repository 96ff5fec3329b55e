package io.millrace.mpegts.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.mpegts.Collector;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.RequiresFfmpeg;
import io.netty.channel.IoEventLoopGroup;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ffmpeg sends; the access units that arrive are those of the clip. */
@RequiresFfmpeg
@Timeout(240)
class FfmpegUdpTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * ffmpeg's RTP muxer throws away what its TS muxer holds at the end: audio, a picture's rest.
     */
    private static final int RTP_TAIL_UNITS = 20;

    private final IoEventLoopGroup loops = UdpSockets.newLoop();
    private final CollectingSink sink = new CollectingSink();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({
        "mpegts,     udp://127.0.0.1:%d?pkt_size=1316",
        "mpegts,     udp://127.0.0.1:%d",
        "rtp_mpegts, rtp://127.0.0.1:%d?pkt_size=1328"
    })
    void ffmpeg_sendingAClip_isReceivedUnitForUnit(String form, String url, @TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("clip.ts");
        List<String> input = List.of("-t", "4", "-i", Clip.B_PICTURES.file().toString());
        List<String> writing = new ArrayList<>(input);
        writing.addAll(List.of("-c", "copy", "-f", "mpegts", file.toString()));
        Ffmpeg.run(LIMIT, writing.toArray(String[]::new));
        UdpTsReceiverSettings settings =
                UdpTsReceiverSettings.of(new InetSocketAddress(LOOPBACK, 0));
        byte[] received;
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings, sink, loops)) {
            InetSocketAddress address = receiver.localAddress();
            List<String> sending = new ArrayList<>(List.of("-re"));
            sending.addAll(input);
            sending.addAll(List.of("-c", "copy", "-f", form, url.formatted(address.getPort())));
            try (ChildProcess ffmpeg = Ffmpeg.start("sender", sending)) {
                assertEquals(0, ffmpeg.awaitExit(LIMIT), ffmpeg.output());
            }
            received = untilLast(address);
            assertEquals(0, receiver.counts().allBad(), receiver.counts().toString());
            assertEquals(0, receiver.counts().rtpLost());
        }
        Collector expected = collected(Files.readAllBytes(file));
        Collector got = collected(received);
        assertEquals(2, expected.tracks.size());
        for (Track track : expected.tracks) {
            assertBegins(
                    hashes(expected.of(track)),
                    hashes(got.of(track)),
                    form.equals("rtp_mpegts") ? RTP_TAIL_UNITS : 0);
        }
    }

    private static void assertBegins(List<String> all, List<String> got, int mayLack) {
        String sizes = got.size() + " of " + all.size() + " units";
        assertTrue(got.size() > 50 && got.size() <= all.size(), sizes);
        assertTrue(all.size() - got.size() <= mayLack, sizes);
        int whole = mayLack == 0 ? got.size() : got.size() - 1;
        for (int i = 0; i < whole; i++) {
            assertEquals(all.get(i), got.get(i), "unit " + i + " of " + sizes);
        }
    }

    /** What is sent after ffmpeg's last datagram arrives after it: a null packet of ours. */
    private byte[] untilLast(InetSocketAddress address) throws Exception {
        byte[] last = new byte[188];
        Arrays.fill(last, (byte) 0xA5);
        System.arraycopy(new byte[] {0x47, 0x1F, (byte) 0xFF, 0x10}, 0, last, 0, 4);
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            socket.send(new DatagramPacket(last, last.length, address));
        }
        byte[] all = sink.bytes();
        while (all.length < 188
                || !Arrays.equals(last, Arrays.copyOfRange(all, all.length - 188, all.length))) {
            all = sink.await(all.length + 188);
        }
        return all;
    }

    private static Collector collected(byte[] stream) {
        Collector collector = new Collector();
        collector.read(stream);
        collector.finish();
        assertEquals(List.of(), collector.problems);
        return collector;
    }

    private static List<String> hashes(List<Unit> units) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        return units.stream()
                .map(unit -> HexFormat.of().formatHex(sha256.digest(unit.payload())))
                .toList();
    }
}
