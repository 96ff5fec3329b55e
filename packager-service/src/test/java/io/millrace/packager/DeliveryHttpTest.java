package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What HTTP clients and caches ask of answers, over real sockets: HTTP/1.1, HTTP/2 and TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class DeliveryHttpTest {
    private static final String SEGMENT = "/live/cam/seg-1-2.ts";
    private static final String PLAYLIST = "/live/cam/stream.m3u8";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningPackager packager =
            new RunningPackager("packager: { allow-origin: 'https://player.example' }\n");

    DeliveryHttpTest() throws Exception {}

    @BeforeAll
    void publish() {
        new LivePath(packager.log(), new PathName("live/cam"), 1, 60_000).seconds(0, 9);
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        packager.close();
    }

    @Test
    void playlist_toAClientThatTakesGzip_isCompressed() throws Exception {
        HttpResponse<byte[]> plain = get(PLAYLIST);
        HttpResponse<byte[]> small = get(PLAYLIST, "Accept-Encoding", "gzip");
        assertEquals("gzip", header(small, "content-encoding"));
        assertEquals("", header(plain, "content-encoding"));
        for (HttpResponse<byte[]> each : List.of(plain, small)) {
            assertTrue(header(each, "vary").startsWith("Accept-Encoding"));
            assertEquals(each.body().length, Integer.parseInt(header(each, "content-length")));
        }
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
            assertArrayEquals(plain.body(), unpacked.readAllBytes());
        }
        assertFalse(header(plain, "etag").equals(header(small, "etag")));
        HttpResponse<byte[]> refused = get(PLAYLIST, "Accept-Encoding", "gzip;q=0");
        assertEquals("", header(refused, "content-encoding"));
    }

    @Test
    void playlistAndSegment_unchanged_areNotSentAgain() throws Exception {
        for (String path : List.of(PLAYLIST, SEGMENT)) {
            String tag = header(get(path), "etag");
            assertTrue(tag.matches("\"[^\"]+\""), tag);
            HttpResponse<byte[]> same = get(path, "If-None-Match", "\"x\", W/" + tag);
            assertEquals(304, same.statusCode(), path);
            assertEquals(0, same.body().length);
            assertEquals(tag, header(same, "etag"));
            assertFalse(header(same, "cache-control").isEmpty());
            assertEquals(200, get(path, "If-None-Match", "\"other\"").statusCode());
        }
    }

    @Test
    void segment_range_isThesePartialBytes() throws Exception {
        HttpResponse<byte[]> whole = get(SEGMENT);
        assertEquals("bytes", header(whole, "accept-ranges"));
        HttpResponse<byte[]> part = get(SEGMENT, "Range", "bytes=188-375");
        assertEquals(206, part.statusCode());
        assertEquals("bytes 188-375/" + whole.body().length, header(part, "content-range"));
        assertEquals("188", header(part, "content-length"));
        assertArrayEquals(Arrays.copyOfRange(whole.body(), 188, 376), part.body());
        HttpResponse<byte[]> tail = get(SEGMENT, "Range", "bytes=-188");
        assertArrayEquals(
                Arrays.copyOfRange(whole.body(), whole.body().length - 188, whole.body().length),
                tail.body());
    }

    @Test
    void segment_rangeBehindTheEnd_isNotSatisfiable() throws Exception {
        int size = get(SEGMENT).body().length;
        HttpResponse<byte[]> none = get(SEGMENT, "Range", "bytes=" + size + "-");
        assertEquals(416, none.statusCode());
        assertEquals("bytes */" + size, header(none, "content-range"));
        assertEquals("no-store", header(none, "cache-control"));
    }

    @Test
    void segment_rangeOfAnotherEntity_isTheWhole() throws Exception {
        String tag = header(get(SEGMENT), "etag");
        String[] range = {"Range", "bytes=0-9", "If-Range", "\"other\""};
        assertEquals(200, get(SEGMENT, range).statusCode());
        range[3] = tag;
        assertEquals(206, get(SEGMENT, range).statusCode());
    }

    @Test
    void head_withARange_isTheHeadersOfTheWhole() throws Exception {
        HttpResponse<byte[]> head =
                client.send(
                        request(packager.root() + SEGMENT)
                                .method("HEAD", BodyPublishers.noBody())
                                .header("Range", "bytes=0-9")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertEquals(200, head.statusCode());
        assertEquals(header(get(SEGMENT), "content-length"), header(head, "content-length"));
        assertEquals(header(get(SEGMENT), "etag"), header(head, "etag"));
    }

    @Test
    void answers_caching_isRightForACache() throws Exception {
        assertEquals("public, max-age=86400, immutable", caching(SEGMENT));
        assertEquals("public, max-age=0, s-maxage=1", caching("/live/cam/index.m3u8"));
        String blocking = "/live/cam/track-0.m3u8?_HLS_msn=3";
        assertEquals("public, max-age=10", caching(blocking));
        assertEquals("public, max-age=1", caching("/live/cam/seg-9-1.ts"));
        assertEquals("no-store", caching("/live/cam/track-0.m3u8?_HLS_msn=99"));
        assertEquals("no-store", caching("/a//b"));
    }

    @Test
    void origins_ofTheSetting_mayReadAlsoAfterAPreflight() throws Exception {
        HttpResponse<byte[]> allowed = get(SEGMENT, "Origin", "https://player.example");
        assertEquals("https://player.example", header(allowed, "access-control-allow-origin"));
        HttpResponse<byte[]> other = get(SEGMENT, "Origin", "https://other.example");
        assertEquals("", header(other, "access-control-allow-origin"));
        for (HttpResponse<byte[]> each : List.of(allowed, other, get(SEGMENT))) {
            assertTrue(header(each, "vary").contains("Origin"));
        }
        HttpResponse<byte[]> preflight =
                client.send(
                        request(packager.root() + SEGMENT)
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://player.example")
                                .header("Access-Control-Request-Method", "GET")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertEquals(204, preflight.statusCode());
        assertEquals("https://player.example", header(preflight, "access-control-allow-origin"));
    }

    @Test
    void http2_inTheClear_servesManyAtOnce() throws Exception {
        try (HttpClient second =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            assertAllOverHttp2(second, packager.root());
        }
    }

    @Test
    void http2_overTls_servesManyAtOnce() throws Exception {
        try (HttpClient second =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(trustingAll())
                        .build()) {
            assertAllOverHttp2(second, packager.secureRoot());
        }
    }

    private static void assertAllOverHttp2(HttpClient second, String root) throws Exception {
        second.send(request(root + "/favicon.ico").build(), BodyHandlers.ofByteArray());
        List<CompletableFuture<HttpResponse<byte[]>>> answers =
                java.util.stream.Stream.of(PLAYLIST, SEGMENT, "/live/cam/index.m3u8", "/live/cam")
                        .map(path ->
                                second.sendAsync(
                                        request(root + path)
                                                .header("Accept-Encoding", "gzip")
                                                .build(),
                                        BodyHandlers.ofByteArray()))
                        .toList();
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            HttpResponse<byte[]> response = answer.get();
            assertEquals(200, response.statusCode());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            assertEquals(
                    response.body().length, Integer.parseInt(header(response, "content-length")));
        }
        HttpResponse<byte[]> part =
                second.send(
                        request(root + SEGMENT).header("Range", "bytes=0-187").build(),
                        BodyHandlers.ofByteArray());
        assertEquals(206, part.statusCode());
        assertEquals(188, part.body().length);
    }

    @Test
    void http1_overTls_isServedToo() throws Exception {
        try (HttpClient old =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trustingAll())
                        .build()) {
            HttpResponse<byte[]> response =
                    old.send(
                            request(packager.secureRoot() + SEGMENT).build(),
                            BodyHandlers.ofByteArray());
            assertEquals(HttpClient.Version.HTTP_1_1, response.version());
            assertArrayEquals(get(SEGMENT).body(), response.body());
        }
    }

    private String caching(String path) throws Exception {
        return header(get(path), "cache-control");
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(packager.root() + path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        return context;
    }

    /** The certificate is self-signed, for another name. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket s) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket s) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
