package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The service's beans on a real socket, with the log in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class HttpTest {
    private static final PathName LIVE = new PathName("live/cam");
    private static final int BIG_PICTURE = 60_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningPackager packager = new RunningPackager("");
    private final StreamLog log = packager.log();
    private final String root = packager.root();

    HttpTest() throws Exception {}

    @BeforeAll
    void publish() {
        new LivePath(log, LIVE, 1, BIG_PICTURE).seconds(0, 9);
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        packager.close();
    }

    @Test
    void playlists_get_haveTheirTypesAndAreKeptForAMoment() throws Exception {
        for (String name : List.of("index.m3u8", "stream.m3u8")) {
            HttpResponse<String> response = get("/live/cam/" + name);
            assertEquals(200, response.statusCode());
            assertEquals("application/vnd.apple.mpegurl", header(response, "content-type"));
            assertEquals("public, max-age=0, s-maxage=1", header(response, "cache-control"));
            assertEquals("*", header(response, "access-control-allow-origin"));
            assertTrue(response.body().startsWith("#EXTM3U\n"));
        }
        assertTrue(get("/live/cam/stream.m3u8").body().endsWith("seg-1-3.ts\n"));
    }

    @Test
    void segment_get_isOneTransportStreamThatMayBeKept() throws Exception {
        HttpResponse<byte[]> response = bytes("/live/cam/seg-1-3.ts");
        assertEquals(200, response.statusCode());
        assertEquals("video/mp2t", header(response, "content-type"));
        assertTrue(header(response, "cache-control").contains("immutable"));
        assertEquals(response.body().length, Integer.parseInt(header(response, "content-length")));
        assertEquals(0, response.body().length % 188);
        assertTrue(response.body().length > 2 * LivePath.PICTURES_A_SECOND * BIG_PICTURE);
        assertArrayEquals(response.body(), bytes("/live/cam/seg-1-3.ts").body());
    }

    @Test
    void head_ofEachKind_isTheHeadersOfGet() throws Exception {
        for (String path :
                List.of("/live/cam/stream.m3u8", "/live/cam/seg-1-2.ts", "/live/cam", "/")) {
            HttpResponse<String> response =
                    client.send(
                            request(path).method("HEAD", BodyPublishers.noBody()).build(),
                            BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), path);
            assertEquals("", response.body());
            assertEquals("*", header(response, "access-control-allow-origin"));
            assertEquals(header(bytes(path), "content-length"), header(response, "content-length"));
        }
    }

    @Test
    void options_anywhere_allowsEveryOrigin() throws Exception {
        HttpResponse<String> response =
                client.send(
                        request("/live/cam/seg-1-2.ts")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://player.example")
                                .header("Access-Control-Request-Method", "GET")
                                .header("Access-Control-Request-Headers", "range")
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(204, response.statusCode());
        assertEquals("*", header(response, "access-control-allow-origin"));
        assertEquals("*", header(response, "access-control-allow-headers"));
        assertTrue(header(response, "access-control-allow-methods").contains("GET"));
    }

    @Test
    void otherMethods_anywhere_areNotAllowedButReadableByAnyOrigin() throws Exception {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            HttpResponse<String> response =
                    client.send(
                            request("/live/cam/index.m3u8")
                                    .method(method, BodyPublishers.ofString("x"))
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals(405, response.statusCode(), method);
            assertEquals("GET, HEAD, OPTIONS", header(response, "allow"));
            assertEquals("*", header(response, "access-control-allow-origin"));
        }
    }

    @Test
    void segment_thatPassed_isNotFoundInWordsForAnyOrigin() throws Exception {
        get("/live/cam/stream.m3u8");
        HttpResponse<String> response = get("/live/cam/seg-9-1.ts");
        assertEquals(404, response.statusCode());
        assertEquals("text/plain; charset=utf-8", header(response, "content-type"));
        assertEquals("public, max-age=1", header(response, "cache-control"));
        assertEquals("*", header(response, "access-control-allow-origin"));
        assertTrue(response.body().startsWith("this segment is not kept any more"));
    }

    @Test
    void path_withABadName_isABadRequestInWords() throws Exception {
        for (String path : List.of("/a//b", "/index.m3u8", "/a%20b/index.m3u8", "/../etc")) {
            HttpResponse<String> response = get(path);
            assertEquals(400, response.statusCode(), path);
            assertEquals("*", header(response, "access-control-allow-origin"));
        }
    }

    @Test
    void playlist_beforeContent_isHeldUntilThePublisherComes() throws Exception {
        PathName path = new PathName("late/cam");
        CompletableFuture<HttpResponse<String>> held =
                client.sendAsync(request("/late/cam/stream.m3u8").build(), BodyHandlers.ofString());
        assertEquals(200, get("/live/cam/stream.m3u8").statusCode(), "others are served");
        assertFalse(held.isDone());
        new LivePath(log, path, 1).seconds(0, 3);
        assertTrue(held.get(20, TimeUnit.SECONDS).body().endsWith("seg-1-0.ts\n"));
    }

    @Test
    void playlists_notLiveAndWithoutASegment_are404And503AfterTheHold() throws Exception {
        CompletableFuture<HttpResponse<String>> unknown =
                client.sendAsync(request("/nobody/index.m3u8").build(), BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(request("/slow/index.m3u8").build(), BodyHandlers.ofString());
        LivePath path = new LivePath(log, new PathName("slow"), 1);
        for (int i = 0; !slow.isDone(); i++) {
            path.seconds(i % 2, i % 2 + 1);
            Thread.sleep(500); // The path must go on sending while the request is held.
        }
        assertEquals(503, slow.join().statusCode());
        assertEquals("1", header(slow.join(), "retry-after"));
        assertEquals("*", header(slow.join(), "access-control-allow-origin"));
        HttpResponse<String> notFound = unknown.get(20, TimeUnit.SECONDS);
        assertEquals(404, notFound.statusCode());
        assertEquals("nobody publishes this path now\n", notFound.body());
        assertEquals("*", header(notFound, "access-control-allow-origin"));
    }

    @Test
    void pages_get_areThePlayerAndItsFiles() throws Exception {
        assertTrue(get("/live/cam").body().contains("<video"));
        assertEquals("text/html; charset=utf-8", header(get("/live/cam"), "content-type"));
        assertTrue(get("/").body().contains("Publish"));
        assertEquals(200, get("/_assets/hls.js").statusCode());
        assertEquals(
                "text/javascript; charset=utf-8", header(get("/_assets/hls.js"), "content-type"));
        assertEquals(404, get("/_assets/none.js").statusCode());
        assertEquals(204, get("/favicon.ico").statusCode());
        assertTrue(get("/live/cam").headers().firstValue("x-frame-options").isEmpty());
    }

    @Test
    void pages_get_letNoForeignScriptRun() throws Exception {
        for (String page : List.of("/", "/live/cam")) {
            String policy = header(get(page), "content-security-policy");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertFalse(policy.contains("unsafe"), policy);
        }
    }

    @Test
    void clock_get_isTheTimeNowAndNotKept() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        HttpResponse<String> response = get("/_assets/time");
        Instant shown = Instant.parse(response.body());
        assertFalse(shown.isBefore(before) || shown.isAfter(Instant.now()), response.body());
        assertEquals("no-store", header(response, "cache-control"));
    }

    @Test
    void page_forAClientThatTakesGzip_isCompressed() throws Exception {
        HttpResponse<byte[]> response =
                client.send(
                        request("/_assets/hls.js").header("Accept-Encoding", "gzip, br").build(),
                        BodyHandlers.ofByteArray());
        assertEquals("gzip", header(response, "content-encoding"));
        assertTrue(response.body().length < 200_000);
    }

    @Test
    void page_withASlashBehindIt_isElsewhere() throws Exception {
        HttpResponse<String> response = get("/live/cam/?muted=false");
        assertEquals(301, response.statusCode());
        assertEquals("/live/cam?muted=false", header(response, "location"));
    }

    @Test
    void metrics_onThisPort_areNotServed() throws Exception {
        assertTrue(get("/metrics").body().contains("<video"), "it is a path like any other");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
