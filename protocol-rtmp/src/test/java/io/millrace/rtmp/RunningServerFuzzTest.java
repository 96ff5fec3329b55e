package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtmp.client.RtmpException;
import io.millrace.rtmp.client.RtmpPlaySink;
import io.millrace.rtmp.client.RtmpPublication;
import io.millrace.rtmp.client.RtmpRequest;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real clients' bytes, spoilt, on a running server, which then serves as before. */
@Timeout(120)
final class RunningServerFuzzTest {
    private static final List<String> CAPTURES =
            List.of(
                    "ffmpeg-play",
                    "ffmpeg-publish",
                    "ffmpeg-publish-app-only",
                    "gstreamer-rtmp2sink-publish",
                    "librtmp-gstreamer-publish",
                    "librtmp-rtmpdump-play");
    private static final long SEED = 20_260;
    private static final int WARM_UP = 50;
    private static final int CONNECTIONS = 150;
    private static final long MAX_GROWTH_BYTES = 8 << 20;
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final MemoryPaths paths = new MemoryPaths(5_000);
    private final RtmpClient client = new RtmpClient();
    private final Random random = new Random(SEED);

    @AfterEach
    void stop() {
        client.close();
        paths.close();
    }

    private static byte[] capture(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        RunningServerFuzzTest.class.getResourceAsStream(
                                "/captures/" + name + ".hex"))) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    /** A few bytes changed anywhere, some cut off, in pieces of any size. */
    private void attack(RtmpServer server) throws IOException {
        byte[] bytes = capture(CAPTURES.get(random.nextInt(CAPTURES.size())));
        for (int i = random.nextInt(12); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
        int piece = 1 + random.nextInt(5_000);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < length; at += piece) {
                out.write(bytes, at, Math.min(piece, length - at));
            }
        } catch (SocketException closedByTheServer) {
            assertTrue(length > 0, closedByTheServer.toString());
        }
    }

    private void attack(RtmpServer server, int connections) throws Exception {
        for (int i = 0; i < connections; i++) {
            attack(server);
        }
        while (server.connections() > 0) {
            Thread.sleep(10);
        }
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void mutatedHandshakes_thenANormalPublishAndRead_workAndMemoryIsFlat() throws Exception {
        RtmpSettings settings =
                RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .with(new RtmpTimeouts(SHORT, SHORT, SHORT));
        try (RtmpServer server =
                RtmpServer.start(
                        settings,
                        RtmpServer.Roles.of(paths.publishing, paths.reading),
                        paths.counters)) {
            attack(server, WARM_UP);
            long before = directBytes();
            attack(server, CONNECTIONS);
            long growth = directBytes() - before;
            assertTrue(growth <= MAX_GROWTH_BYTES, "direct memory grew by " + growth);
            assertEquals(
                    0,
                    paths.counters.counter("rtmp_connections_closed", "reason", "failure").sum());
            publishAndPlay("rtmp://127.0.0.1:" + server.port() + "/after/cam");
        }
    }

    private void publishAndPlay(String url) throws Exception {
        RtmpRequest request = RtmpRequest.of(url);
        RtmpPublication publication =
                client.publish(request, _ -> {}).toCompletableFuture().get(20, TimeUnit.SECONDS);
        publication.describe(List.of(TestMedia.VIDEO));
        for (int i = 0; i < 10; i++) {
            publication.write(TestMedia.picture(i, 300));
        }
        BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
        RtmpPlaySink sink =
                new RtmpPlaySink() {
                    @Override
                    public void onTracks(List<Track> tracks) {
                        assertEquals(List.of(TestMedia.VIDEO), tracks);
                    }

                    @Override
                    public void onUnit(Unit unit) {
                        units.add(unit);
                    }

                    @Override
                    public void onEnd(Optional<RtmpException> problem) {}
                };
        play(request, sink);
        for (int i = 0; i < 10; i++) {
            Unit unit = Objects.requireNonNull(units.poll(20, TimeUnit.SECONDS));
            assertArrayEquals(TestMedia.picture(i, 300).payload(), unit.payload());
        }
    }

    /** The path is there a moment after its first picture was sent. */
    private void play(RtmpRequest request, RtmpPlaySink sink) throws Exception {
        while (true) {
            try {
                client.play(request, sink).toCompletableFuture().get(20, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("StreamNotFound"));
            }
        }
    }
}
