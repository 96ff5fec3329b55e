package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Viewers that go away at any point of an answer: what was made for them is let go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class LeavingViewersTest {
    private static final int BIG_PICTURE = 60_000;
    private static final int VIEWERS = 150;

    private final RunningPackager packager =
            new RunningPackager("packager: { cache-size: 1MiB }\n");

    LeavingViewersTest() throws Exception {}

    @AfterAll
    void stop() throws Exception {
        packager.close();
    }

    @Test
    void viewers_whoLeaveAtAnyPoint_leaveNothingBehind() throws Exception {
        Random random = new Random(1);
        new LivePath(packager.log(), new PathName("live/cam"), 1, BIG_PICTURE).seconds(0, 9);
        assertEquals(200, get("live/cam/track-0.m3u8").statusCode());
        URI uri = URI.create(packager.root());
        for (int viewer = 0; viewer < VIEWERS; viewer++) {
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.setSoLinger(random.nextBoolean(), 0);
                String file =
                        switch (random.nextInt(4)) {
                            case 0 -> "part-1-3-0-" + random.nextInt(5) + ".m4s";
                            case 1 -> "seg-1-2.ts";
                            default -> "seg-1-" + (1 + random.nextInt(3)) + "-0.m4s";
                        };
                String request =
                        "GET /live/cam/"
                                + file
                                + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(random.nextInt(4));
                var _ = socket.getInputStream().readNBytes(random.nextInt(3) * 100_000);
            }
        }
        assertTrue(get("live/cam/seg-1-2-0.m4s").body().length > 10 * BIG_PICTURE);
    }

    /** A growing segment is sent part by part; viewers leave while the next one is made. */
    @Test
    void viewers_whoLeaveAGrowingSegment_leaveNothingBehind() throws Exception {
        Random random = new Random(2);
        leaveWhileItGrows(
                "live/growing",
                uri -> {
                    Socket socket = new Socket(uri.getHost(), uri.getPort());
                    String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: here\r\n\r\n";
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    assertEquals('H', socket.getInputStream().read());
                    socket.setSoLinger(random.nextBoolean(), 0);
                    return socket;
                });
    }

    /** Over HTTP/2 a viewer gives up a stream, and the connection goes on. */
    @Test
    void viewers_whoGiveUpAGrowingSegmentOfHttp2_leaveNothingBehind() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            leaveWhileItGrows(
                    "live/second",
                    uri -> {
                        HttpResponse<InputStream> answer =
                                client.send(
                                        HttpRequest.newBuilder(uri).build(),
                                        BodyHandlers.ofInputStream());
                        assertEquals(HttpClient.Version.HTTP_2, answer.version());
                        return answer.body();
                    });
        }
    }

    /** Lets somebody in who leaves when it is closed. */
    @FunctionalInterface
    private interface Entrance {
        Closeable enter(URI uri) throws IOException, InterruptedException;
    }

    private void leaveWhileItGrows(String name, Entrance entrance) throws Exception {
        Random random = new Random(4);
        for (int round = 0; round < VIEWERS / 10; round++) {
            PathName path = new PathName(name + round);
            LivePath live = new LivePath(packager.log(), path, 1, 2_000).seconds(0, 5);
            URI uri = URI.create(packager.root() + "/" + path + "/time-0-360000.m4s");
            List<Closeable> viewers = new ArrayList<>();
            for (int viewer = 0; viewer < 10; viewer++) {
                viewers.add(entrance.enter(uri));
            }
            Thread publisher = Thread.ofPlatform().start(() -> live.seconds(5, 6));
            for (Closeable viewer : viewers) {
                Thread.sleep(0, random.nextInt(500_000));
                viewer.close();
            }
            publisher.join();
            live.seconds(6, 7);
            live.stop();
        }
    }

    /** Clips are made by threads that may block, as the client takes them. */
    @Test
    void viewers_whoLeaveAClip_leaveNothingBehind() throws Exception {
        Random random = new Random(3);
        URI uri = URI.create(packager.root());
        LivePath live = new LivePath(packager.log(), new PathName("live/clip"), 1, BIG_PICTURE);
        live.seconds(0, 1);
        Instant begin = Instant.now();
        for (int second = 1; second < 10; second++) {
            Thread.sleep(20); // So that the log's records have different times.
            live.seconds(second, second + 1);
        }
        Thread.sleep(20);
        String file = "live/clip/clip.mp4?start=" + begin + "&end=" + Instant.now();
        live.seconds(10, 11);
        assertEquals(200, get(file).statusCode());
        for (int viewer = 0; viewer < VIEWERS / 3; viewer++) {
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.setSoLinger(random.nextBoolean(), 0);
                String request = "GET /" + file + " HTTP/1.1\r\nHost: here\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                var _ = socket.getInputStream().readNBytes(1 + random.nextInt(3) * 100_000);
            }
        }
    }

    private HttpResponse<byte[]> get(String file) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(packager.root() + "/" + file)).build(),
                    BodyHandlers.ofByteArray());
        }
    }
}
