package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.runtime.Ports;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Manifests and what they name, on a real socket, read by ffmpeg. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
final class DashTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int PICTURES_A_SECOND = 25;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ApplicationContext context = ApplicationContext.builder().build();
    private StreamLog log = new MemoryStreamLog();
    private String root = "";

    @BeforeAll
    void start() throws ConfigException {
        LiveConfig settings =
                LiveConfig.load(ConfigSources.of(Optional.empty(), Map.of(), Map.of()));
        context =
                ApplicationContext.builder()
                        .deduceEnvironment(false)
                        .properties(
                                Map.of(
                                        "micronaut.server.port",
                                        -1,
                                        "micronaut.server.host",
                                        "127.0.0.1",
                                        Ports.METRICS,
                                        new FreePorts().next()))
                        .singletons(settings, settings.current())
                        .build()
                        .start();
        log = context.getBean(StreamLog.class);
        root = "http://127.0.0.1:" + context.getBean(EmbeddedServer.class).start().getPort();
    }

    @AfterAll
    void stop() {
        client.close();
        context.close();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(root + url)).build(), BodyHandlers.ofString());
    }

    @Test
    void manifest_ofAClipWithBPictures_isReadByFfmpegPictureByPicture() throws Exception {
        PathName path = new PathName("dash/b-pictures");
        ClipPath live = new ClipPath(log, path, 1, Clip.B_PICTURES.file()).until(8.2);
        List<FrameHash> published = FrameHashes.ofFile(Clip.B_PICTURES.file());
        try (FrameHashes reader =
                FrameHashes.read("dash reader", false, "-i", root + "/" + path + "/manifest.mpd")) {
            reader.awaitVideo(6 * PICTURES_A_SECOND, LIMIT);
            live.until(12.2);
            List<FrameHash> read = reader.awaitVideo(10 * PICTURES_A_SECOND, LIMIT);
            PublishedRun video = PublishedRun.find(published, read, true);
            assertEquals(0, video.first());
            assertEquals(1_000_000, video.offsetMicros(), 1_000);
            assertTrue(video.maxDeviationMicros() < 1_000, video::toString);
            PublishedRun audio = PublishedRun.find(published, read, false);
            assertTrue(audio.maxDeviationMicros() < 1_000, audio::toString);
        }
    }

    @Test
    void segment_thatGrows_isSentAsItIsMade() throws Exception {
        PathName path = new PathName("dash/growing");
        ClipPath live = new ClipPath(log, path, 1, Clip.PLAIN.file()).until(5);
        String manifest = get("/" + path + "/manifest.mpd").body();
        HttpResponse<InputStream> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(root + "/" + path + "/time-0-450000.m4s"))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertEquals("chunked", answer.headers().firstValue("transfer-encoding").orElse(""));
        try (InputStream body = answer.body()) {
            byte[] first = body.readNBytes(2_000);
            assertEquals("moof", new String(first, 4, 4, StandardCharsets.ISO_8859_1));
            live.until(7.1);
            byte[] rest = body.readAllBytes();
            assertEquals(manifest.length() + first.length + rest.length, bytesOfViewersOf(path));
            byte[] whole =
                    client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            root + "/" + path + "/seg-1-2-0.m4s"))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body();
            assertEquals(whole.length, first.length + rest.length);
        }
    }

    private long bytesOfViewersOf(PathName path) {
        return context.getBean(SessionRegistry.class).snapshots().stream()
                .filter(session -> session.path().equals(path))
                .mapToLong(SessionRegistry.Snapshot::bytes)
                .sum();
    }

    @Test
    void manifest_bothNames_areTheSame() throws Exception {
        PathName path = new PathName("dash/names");
        new ClipPath(log, path, 1, Clip.PLAIN.file()).until(5);
        HttpResponse<String> manifest = get("/" + path + "/manifest.mpd");
        assertEquals(200, manifest.statusCode());
        assertEquals(
                "application/dash+xml", manifest.headers().firstValue("content-type").orElse(""));
        assertEquals(manifest.body(), get("/" + path + "/index.mpd").body());
    }

    @Test
    void manifest_clock_isThePackagers() throws Exception {
        PathName path = new PathName("dash/clock");
        new ClipPath(log, path, 1, Clip.PLAIN.file()).until(5);
        String manifest = get("/" + path + "/manifest.mpd").body();
        assertTrue(manifest.contains("value=\"../../_assets/time\""), manifest);
        Instant time = Instant.parse(get("/_assets/time").body().strip());
        Duration off = Duration.between(time, Instant.now()).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(1)) < 0, off::toString);
    }
}
