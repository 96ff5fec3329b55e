package io.millrace.mpegts.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.mpegts.Collector;
import io.millrace.mpegts.MemoryPaths;
import io.millrace.mpegts.TestMedia;
import io.millrace.mpegts.http.HttpTsException.Kind;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.millrace.stream.mpegts.TsFlavour;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against our own server, and against one that answers as a test says. */
@Timeout(60)
class HttpTsClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n";
    private static final byte[] PACKETS = new byte[188 * 50];

    private final HttpTsClient client = new HttpTsClient();
    private final HttpCollector sink = new HttpCollector();

    @AfterEach
    void stop() {
        client.close();
    }

    private static HttpTsRequest to(ScriptedServer server, String path) {
        return HttpTsRequest.of(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpTsStream open(HttpTsRequest request) throws Exception {
        return client.open(request, sink).toCompletableFuture().get();
    }

    private HttpTsException refused(HttpTsRequest request) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> open(request));
        return assertInstanceOf(HttpTsException.class, failure.getCause());
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        ScriptedServer.write(out, Integer.toHexString(bytes.length) + "\r\n");
        out.write(bytes);
        ScriptedServer.write(out, "\r\n");
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static HttpStreams streams(MemoryPaths paths) {
        return new HttpStreams(
                paths.reading,
                List.of(StreamForm.mpegts(new TsFlavour(paths.counters))),
                Duration.ofSeconds(10),
                paths.counters);
    }

    private static void write(Publisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.write(TestMedia.picture(i, 3_000));
            publisher.write(TestMedia.sound(i));
        }
    }

    /** What a demuxer finds in all that came, without a problem. */
    private int picturesReceived() {
        Collector collector = new Collector();
        collector.read(sink.bytes());
        collector.finish();
        assertEquals(List.of(), collector.problems);
        return collector.of(TestMedia.VIDEO).size();
    }

    @Test
    void open_ofOurOwnServer_getsTheStreamToItsEnd() throws Exception {
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (MemoryPaths paths = new MemoryPaths();
                HttpTsClient onTheirs = HttpTsClient.on(loops);
                HttpStreamServer server =
                        HttpStreamServer.start(anyPort(), streams(paths), loops)) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/cam/mpegts");
            Publisher publisher = paths.publish("cam", TestMedia.VIDEO, TestMedia.AUDIO);
            write(publisher, 0, 12);
            onTheirs.open(HttpTsRequest.of(uri), sink).toCompletableFuture().get();
            sink.await(1); // it has joined where the newest entry point is now
            write(publisher, 12, 30);
            publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
            assertEquals(Optional.empty(), sink.awaitEnd());
            assertEquals(20, picturesReceived());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void body_chunkedWithLengthOrUntilClose_isTheSame() throws Exception {
        new java.util.Random(1).nextBytes(PACKETS);
        try (ScriptedServer server =
                new ScriptedServer((request, out) -> {
                    if (request.contains("/chunked")) {
                        ScriptedServer.write(out, OK + "Transfer-Encoding: chunked\r\n\r\n");
                        chunk(out, PACKETS);
                        ScriptedServer.write(out, "0\r\n\r\n");
                    } else {
                        String length =
                                request.contains("/length")
                                        ? "Content-Length: " + PACKETS.length + "\r\n"
                                        : "";
                        ScriptedServer.write(out, OK + length + "\r\n");
                        out.write(PACKETS);
                    }
                })) {
            for (String path : List.of("/chunked", "/length", "/close")) {
                HttpCollector one = new HttpCollector();
                client.open(to(server, path), one).toCompletableFuture().get();
                assertEquals(Optional.empty(), one.awaitEnd(), path);
                assertArrayEquals(PACKETS, one.bytes(), path);
            }
        }
    }

    @Test
    void endless_closedByTheReader_endsWithoutAProblem() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    ScriptedServer.write(out, OK + "Transfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        chunk(out, PACKETS);
                    }
                })) {
            HttpTsStream stream = open(to(server, "/endless"));
            sink.await(1_000_000);
            stream.close();
            assertEquals(Optional.empty(), sink.awaitEnd());
        }
    }

    @Test
    void pause_holdsTheServerBack_untilResumed() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch full = new CountDownLatch(1);
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    ScriptedServer.write(out, OK + "Content-Length: 64000000\r\n\r\n");
                    for (int i = 0; i < 64; i++) {
                        out.write(new byte[1_000_000]);
                        written.addAndGet(1_000_000);
                        full.countDown();
                    }
                })) {
            HttpTsRequest request =
                    to(server, "/").withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300));
            HttpTsStream stream = open(request);
            stream.pause();
            full.await();
            Thread.sleep(1_000);
            assertTrue(written.get() < 64_000_000, "written " + written);
            stream.resume();
            assertEquals(64_000_000, sink.await(64_000_000).length);
            assertEquals(Optional.empty(), sink.awaitEnd());
        }
    }

    @Test
    void connection_closedInTheMiddle_isToldAsCutOff() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((request, out) -> {
                    boolean chunked = request.contains("/chunked");
                    ScriptedServer.write(
                            out,
                            OK
                                    + (chunked
                                            ? "Transfer-Encoding: chunked\r\n\r\n5000\r\n"
                                            : "Content-Length: 20480\r\n\r\n"));
                    out.write(PACKETS);
                })) {
            for (String path : List.of("/chunked", "/length")) {
                HttpCollector one = new HttpCollector();
                client.open(to(server, path), one).toCompletableFuture().get();
                HttpTsException problem = one.awaitEnd().orElseThrow();
                assertEquals(Kind.CUT_OFF, problem.kind(), path);
            }
        }
    }

    @Test
    void silence_pastTheReadTimeout_isToldAsTimeout() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server =
                new ScriptedServer((request, out) -> {
                    if (request.contains("/begun")) {
                        ScriptedServer.write(out, OK + "\r\nG");
                    }
                    awaitQuietly(over);
                })) {
            Duration brief = Duration.ofMillis(200);
            HttpTsRequest unanswered = to(server, "/").withTimeouts(brief, brief);
            assertEquals(Kind.TIMEOUT, refused(unanswered).kind());
            open(to(server, "/begun").withTimeouts(brief, brief));
            assertEquals(Kind.TIMEOUT, sink.awaitEnd().orElseThrow().kind());
            over.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void redirects_uptoFive_areFollowed_withCredentialsForTheFirstServerOnly() throws Exception {
        try (ScriptedServer second =
                        new ScriptedServer((_, out) -> ScriptedServer.write(out, OK + "\r\nend"));
                ScriptedServer first =
                        new ScriptedServer((request, out) -> {
                            int step = request.charAt("GET /".length()) - '0';
                            String location =
                                    step == 4
                                            ? "http://127.0.0.1:" + second.port() + "/there?a=b"
                                            : step == 9 ? "/9" : "/" + (step + 1);
                            ScriptedServer.write(
                                    out,
                                    "HTTP/1.1 302 Found\r\nLocation: "
                                            + location
                                            + "\r\nContent-Length: 0\r\n\r\n");
                        })) {
            Credentials password = new Credentials.Password("user", "secret");
            HttpTsStream stream = open(to(first, "/0").withCredentials(password));
            assertEquals("/there", stream.uri().getPath());
            assertEquals(Optional.empty(), sink.awaitEnd());
            assertEquals(5, first.requests.size());
            assertTrue(
                    first.requests.stream()
                            .allMatch(one -> one.contains("uthorization: Basic dXNlcjpzZWNyZXQ=")));
            assertFalse(second.requests.getFirst().contains("uthorization"));
            assertTrue(second.requests.getFirst().startsWith("GET /there?a=b HTTP/1.1\r\n"));
            HttpTsException endless = refused(to(first, "/9"));
            assertEquals(Kind.REDIRECT, endless.kind());
            assertEquals(5 + 6, first.requests.size());
        }
    }

    @Test
    void answers_thatAreNoStream_areNamedWithoutSecrets() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((request, out) ->
                        ScriptedServer.write(
                                out,
                                request.contains("/page")
                                        ? "HTTP/1.1 200 OK\r\nContent-Type: text/html; a=b\r\n\r\n<p>"
                                        : request.contains("/packed")
                                                ? OK + "Content-Encoding: gzip\r\n\r\nx"
                                                : request.contains("/nonsense")
                                                        ? "SSH-2.0-OpenSSH\r\n\r\n"
                                                        : request.contains("/long")
                                                                ? OK
                                                                        + "X: "
                                                                        + "x".repeat(20_000)
                                                                        + "\r\n\r\n"
                                                                : "HTTP/1.1 401 Unauthorized\r\n\r\n"))) {
            String base = "http://user:p%40ss+@127.0.0.1:" + server.port();
            HttpTsException unauthorized =
                    refused(HttpTsRequest.of(URI.create(base + "/cam?token=hidden")));
            assertEquals(401, unauthorized.status());
            assertEquals(
                    "http://127.0.0.1:" + server.port() + "/cam: answer 401 Unauthorized",
                    unauthorized.getMessage());
            assertTrue(server.requests.getFirst().contains("Basic dXNlcjpwQHNzKw=="));
            assertEquals(Kind.CONTENT_TYPE, refused(to(server, "/page")).kind());
            assertEquals(Kind.CONTENT_TYPE, refused(to(server, "/packed")).kind());
            assertEquals(Kind.PROTOCOL, refused(to(server, "/nonsense")).kind());
            assertEquals(Kind.PROTOCOL, refused(to(server, "/long")).kind());
            HttpTsRequest token =
                    to(server, "/cam").withCredentials(new Credentials.Token("a.b.c"));
            assertEquals(Kind.STATUS, refused(token).kind());
            assertTrue(server.requests.getLast().contains("Bearer a.b.c"));
            assertFalse(
                    HttpTsRequest.of(URI.create(base + "/cam?token=hidden"))
                            .toString()
                            .matches(".*(hidden|user|ss).*"));
        }
    }

    @Test
    void server_thatIsGone_isToldAsConnect() throws Exception {
        int port;
        try (ScriptedServer server = new ScriptedServer((_, _) -> {})) {
            port = server.port();
        }
        URI gone = URI.create("http://127.0.0.1:" + port + "/cam");
        assertEquals(Kind.CONNECT, refused(HttpTsRequest.of(gone)).kind());
    }

    @Test
    void sink_thatFails_endsItsStream() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> ScriptedServer.write(out, OK + "\r\nbytes"))) {
            HttpTsSink failing =
                    new HttpTsSink() {
                        @Override
                        public void onBytes(ByteBuf bytes) {
                            throw new IllegalStateException("thrown by the test");
                        }

                        @Override
                        public void onEnd(Optional<HttpTsException> problem) {
                            sink.onEnd(problem);
                        }
                    };
            client.open(to(server, "/"), failing).toCompletableFuture().get();
            assertEquals(Kind.SINK, sink.awaitEnd().orElseThrow().kind());
        }
    }

    @Test
    void open_ofOurOwnServerOverTls_getsTheStream(@TempDir Path folder) throws Exception {
        KeyStore keys = selfSigned(folder.resolve("keys.p12"));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (MemoryPaths paths = new MemoryPaths();
                HttpStreamServer server =
                        HttpStreamServer.start(
                                anyPort(),
                                streams(paths),
                                loops,
                                Optional.of(SslContextBuilder.forServer(factory).build()))) {
            Publisher publisher = paths.publish("cam", TestMedia.VIDEO, TestMedia.AUDIO);
            write(publisher, 0, 12);
            URI uri = URI.create("https://127.0.0.1:" + server.port() + "/cam/mpegts");
            open(HttpTsRequest.of(uri).withCertificate(fingerprint(keys)));
            sink.await(1);
            publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
            assertEquals(Optional.empty(), sink.awaitEnd());
            assertEquals(2, picturesReceived());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static String fingerprint(KeyStore keys) throws Exception {
        return HexFormat.ofDelimiter(":")
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(keys.getCertificate("test").getEncoded()));
    }

    @Test
    void tls_isTrustedByFingerprintOnly(@TempDir Path folder) throws Exception {
        KeyStore keys = selfSigned(folder.resolve("keys.p12"));
        String fingerprint = fingerprint(keys);
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        try (ScriptedServer server =
                new ScriptedServer(
                        tls.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                        (_, out) -> {
                            ScriptedServer.write(out, OK + "Content-Length: 5\r\n\r\nbytes");
                        })) {
            HttpTsRequest request =
                    HttpTsRequest.of(URI.create("https://127.0.0.1:" + server.port() + "/"));
            open(request.withCertificate(fingerprint));
            assertEquals(Optional.empty(), sink.awaitEnd());
            assertEquals(5, sink.bytes().length);
            assertEquals(Kind.CONNECT, refused(request).kind());
            assertEquals(Kind.CONNECT, refused(request.withCertificate("00".repeat(32))).kind());
        }
    }

    private static KeyStore selfSigned(Path file) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "test",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=test",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(file.resolveSibling("keytool.txt").toFile())
                        .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }
}
