package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real player that shows a password once, and is given encrypted segments. */
@RequiresFfmpeg
class ViewersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PICTURES = 40;
    private static final String PATH = "closed/cam";
    private static final String SHOWN = "?user=ann&pass=of-ann";
    private static final String SETTINGS =
            """
            auth:
              methods: [internal]
              failure-delay: 0ms
              users:
                - user: ann
                  password: of-ann
                  permissions: [ { action: publish, path: "" }, { action: read, path: "" } ]
            paths:
              closed/cam: { hls-encryption: aes-128, hls-key-rotation: 2 }
            """;

    @Test
    void player_withAPasswordOnThePlaylist_playsEncryptedSegmentsByItsToken(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("millrace.yml"), SETTINGS);
        try (AuthDeployment deployment =
                        AuthDeployment.start(folder.resolve("data"), new FreePorts(), file);
                ChildProcess publisher =
                        Publishers.publishLoop(
                                PublishProtocol.RTMP,
                                Clip.PLAIN,
                                deployment.publishUrl("rtmp", PATH) + SHOWN)) {
            for (String variant : List.of("hls", "hls-ts")) {
                String url = deployment.readUrl(variant, PATH) + SHOWN;
                Publishers.awaitHttp(url, publisher);
                assertFalse(text(url).contains("of-ann"), "the password goes no further");
                assertTrue(text(url).contains("viewer="));
                assertPlays(url);
            }
        }
    }

    private static String text(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url)).build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static void assertPlays(String url) throws Exception {
        List<String> frames =
                Ffmpeg.run(
                        LIMIT,
                        "-i",
                        url,
                        "-frames:v",
                        Integer.toString(PICTURES),
                        "-map",
                        "0:v:0",
                        "-f",
                        "framecrc",
                        "-");
        long pictures = frames.stream().filter(line -> line.startsWith("0,")).count();
        assertTrue(pictures >= PICTURES, frames::toString);
    }
}
