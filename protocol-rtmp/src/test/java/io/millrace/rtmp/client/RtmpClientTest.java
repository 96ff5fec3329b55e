package io.millrace.rtmp.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.MemoryPaths;
import io.millrace.rtmp.RtmpSecurity;
import io.millrace.rtmp.RtmpServer;
import io.millrace.rtmp.RtmpSettings;
import io.millrace.rtmp.TestMedia;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.rtmp.client.RtmpException.Kind;
import io.millrace.stream.ConnectionGate;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publishing;
import io.millrace.stream.RefusedException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class RtmpClientTest {
    private static final List<Track> TRACKS = List.of(TestMedia.VIDEO, TestMedia.AUDIO);

    private final MemoryPaths paths = new MemoryPaths();
    private final RtmpClient client = new RtmpClient();

    @AfterEach
    void stop() {
        client.close();
        paths.close();
    }

    private static RtmpSettings settings() {
        return RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private RtmpServer server() throws Exception {
        return RtmpServer.start(
                settings(), RtmpServer.Roles.of(paths.publishing, paths.reading), paths.counters);
    }

    private RtmpServer server(Publishing publishing, RtmpSecurity security) throws Exception {
        return RtmpServer.start(
                settings().with(security),
                RtmpServer.Roles.publishingTo(publishing),
                paths.counters);
    }

    private static RtmpRequest request(RtmpServer server, String rest) {
        return RtmpRequest.of("rtmp://127.0.0.1:" + server.port() + "/" + rest);
    }

    private RtmpPublication publish(RtmpRequest request, Published listener) throws Exception {
        RtmpPublication publication =
                client.publish(request, listener).toCompletableFuture().get(20, TimeUnit.SECONDS);
        publication.describe(TRACKS);
        return publication;
    }

    private RtmpException refused(RtmpRequest request) {
        ExecutionException thrown =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                client.publish(request, new Published())
                                        .toCompletableFuture()
                                        .get(20, TimeUnit.SECONDS));
        RtmpException problem = assertInstanceOf(RtmpException.class, thrown.getCause());
        assertFalse(String.valueOf(problem.getMessage()).contains("secretkey"));
        assertFalse(problem.description().contains("secretkey"));
        return problem;
    }

    /** Plays once the path is there, which is a moment after its first picture was sent. */
    private RtmpPlayback play(RtmpRequest request, Played sink) throws Exception {
        while (true) {
            try {
                return client.play(request, sink).toCompletableFuture().get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                RtmpException problem = assertInstanceOf(RtmpException.class, e.getCause());
                assertEquals("NetStream.Play.StreamNotFound", problem.code());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RtmpRequest.Handshake.class)
    void publish_thenPlay_givesTheSameUnits(RtmpRequest.Handshake handshake) throws Exception {
        try (RtmpServer server = server()) {
            RtmpRequest request = request(server, "live/cam?x=1").with(handshake);
            Published listener = new Published();
            Played sink = new Played();
            RtmpPublication publication = publish(request, listener);
            assertFalse(publication.write(TestMedia.picture(3, 50)), "before an entry point");
            assertTrue(publication.write(TestMedia.picture(10, 50)));
            RtmpPlayback playback = play(request, sink);
            assertArrayEquals(TestMedia.picture(10, 50).payload(), nextPicture(sink).payload());
            for (int i = 11; i < 40; i++) {
                assertTrue(publication.write(TestMedia.picture(i, 50)));
                assertTrue(publication.write(TestMedia.sound(i)));
            }
            for (int i = 11; i < 40; i++) {
                Unit unit = nextPicture(sink);
                assertArrayEquals(TestMedia.picture(i, 50).payload(), unit.payload());
            }
            assertEquals(
                    List.of(TestMedia.VIDEO, TestMedia.AUDIO), List.copyOf(sink.tracks).getLast());
            publication.close();
            assertEquals(Optional.empty(), listener.end.get());
            assertEquals(Optional.empty(), sink.end.get());
            assertEquals(1, publication.statistics().unitsDropped());
            assertEquals(59, publication.statistics().unitsWritten());
            assertTrue(playback.statistics().units() >= 30);
        }
    }

    private static Unit nextPicture(Played sink) throws InterruptedException {
        while (true) {
            Unit unit = Played.take(sink.units);
            if (unit.track() == TestMedia.VIDEO.id()) {
                return unit;
            }
        }
    }

    @Test
    void publish_toATakenPath_isRefusedByCode() throws Exception {
        Publishing taken =
                (_, _) ->
                        CompletableFuture.failedFuture(
                                new RefusedException(
                                        RefusedException.Cause.BUSY,
                                        "path 'live/secretkey' is taken"));
        try (RtmpServer server = server(taken, RtmpSecurity.standard())) {
            RtmpException problem = refused(request(server, "live/secretkey?token=abcdef"));
            assertEquals(Kind.STREAM, problem.kind());
            assertEquals("NetStream.Publish.BadName", problem.code());
            assertEquals("path 'live/***' is taken", problem.description());
        }
    }

    @ParameterizedTest
    @EnumSource(ConnectChallenge.Scheme.class)
    void publish_toADemandingServer_answersItsChallenge(ConnectChallenge.Scheme scheme)
            throws Exception {
        CompletableFuture<Credentials> shown = new CompletableFuture<>();
        Publishing asking =
                (request, onEnd) -> {
                    shown.complete(request.client().credentials());
                    return paths.publishing.publish(request, onEnd);
                };
        RtmpSecurity security =
                new RtmpSecurity(
                        () -> Optional.of(scheme), ConnectionGate.open(), Optional.empty());
        try (RtmpServer server = server(asking, security)) {
            RtmpRequest request =
                    RtmpRequest.of("rtmp://me:pass%40word@127.0.0.1:" + server.port() + "/live/k");
            publish(request, new Published()).close();
            Credentials.Digest digest =
                    assertInstanceOf(Credentials.Digest.class, shown.get(20, TimeUnit.SECONDS));
            assertEquals("me", digest.user());
            assertTrue(digest.proves().test("pass@word"));
            assertFalse(digest.proves().test("password"));
            RtmpException problem = refused(request(server, "live/secretkey"));
            assertEquals(Kind.UNAUTHENTICATED, problem.kind());
            assertEquals("NetConnection.Connect.Rejected", problem.code());
        }
    }

    @Test
    void publish_overTls_trustsThePinnedCertificateOnly(@TempDir Path folder) throws Exception {
        KeyStore keys = selfSigned(folder.resolve("keys.p12"));
        String fingerprint =
                HexFormat.ofDelimiter(":")
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(keys.getCertificate("test").getEncoded()));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SslContext tls = SslContextBuilder.forServer(factory).build();
        RtmpSecurity security =
                new RtmpSecurity(
                        Optional::empty,
                        ConnectionGate.open(),
                        Optional.of(new RtmpSecurity.Tls(0, () -> tls)));
        try (RtmpServer server = server(paths.publishing, security)) {
            RtmpRequest request =
                    RtmpRequest.of(
                            "rtmps://127.0.0.1:"
                                    + server.securePort().orElseThrow()
                                    + "/live/secretkey");
            RtmpPublication publication =
                    publish(request.withCertificate(fingerprint), new Published());
            assertTrue(publication.write(TestMedia.picture(0, 50)));
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

    @Test
    void publish_serverGoesDown_isAskedToComeAnew() throws Exception {
        CompletableFuture<Consumer<EndReason>> ends = new CompletableFuture<>();
        Publishing draining =
                (request, onEnd) -> {
                    ends.complete(onEnd);
                    return paths.publishing.publish(request, _ -> {});
                };
        try (RtmpServer server = server(draining, RtmpSecurity.standard())) {
            Published listener = new Published();
            publish(request(server, "live/cam"), listener);
            ends.get().accept(EndReason.of(EndReason.Kind.SHUTDOWN, "server is being drained"));
            assertEquals(
                    new ReconnectRequest(Optional.empty(), "server is being drained"),
                    Played.take(listener.wishes));
            assertEquals(Kind.STREAM, listener.end.get().orElseThrow().kind());
        }
    }

    @Test
    void publish_nobodyListens_isAConnectProblem() throws Exception {
        int port;
        try (RtmpServer server = server()) {
            port = server.port();
        }
        RtmpRequest request = RtmpRequest.of("rtmp://127.0.0.1:" + port + "/live/secretkey");
        assertEquals(Kind.CONNECT, refused(request).kind());
    }

    @Test
    void publish_toAServerThatSaysNothing_timesOut() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            Duration shortTime = Duration.ofMillis(300);
            RtmpRequest request = RtmpRequest.of(server.url()).withTimeouts(shortTime, shortTime);
            assertEquals(Kind.TIMEOUT, refused(request).kind());
        }
    }

    @Test
    void write_serverTakesNothing_dropsThenEndsAsStalled() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            CompletableFuture<Void> admitted = admit(server, "NetStream.Publish.Start");
            Published listener = new Published();
            RtmpRequest request =
                    RtmpRequest.of(server.url())
                            .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1))
                            .withBuffer(1 << 20);
            RtmpPublication publication = publish(request, listener);
            admitted.get();
            Unit key = TestMedia.picture(0, 200_000);
            while (!listener.end.isDone()) {
                publication.write(key);
                assertTrue(publication.statistics().waitingBytes() <= 1 << 20);
                Thread.sleep(1);
            }
            assertEquals(Kind.STALLED, listener.end.get().orElseThrow().kind());
            assertTrue(publication.statistics().skips() > 0);
            assertTrue(publication.statistics().unitsDropped() > 0);
            assertFalse(publication.write(key), "it has ended");
        }
    }

    private static CompletableFuture<Void> admit(ScriptedServer server, String code) {
        CompletableFuture<Void> admitted = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        server.admit(code);
                        admitted.complete(null);
                    } catch (Exception e) {
                        admitted.completeExceptionally(e);
                    }
                });
        return admitted;
    }

    @Test
    void play_reconnectRequestThenError_areTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            CompletableFuture<Void> admitted = admit(server, "NetStream.Play.Start");
            Played sink = new Played();
            play(RtmpRequest.of(server.url()), sink);
            admitted.get();
            server.command(
                    0,
                    "onStatus",
                    0,
                    new AmfNull(),
                    ScriptedServer.status("status", "NetConnection.Connect.ReconnectRequest"));
            assertEquals(
                    new ReconnectRequest(
                            Optional.of("rtmp://other.example/live"), "about live/***"),
                    Played.take(sink.wishes));
            server.command(
                    7,
                    "onStatus",
                    0,
                    new AmfNull(),
                    ScriptedServer.status("error", "NetStream.Play.Failed"));
            RtmpException problem = sink.end.get().orElseThrow();
            assertEquals("NetStream.Play.Failed", problem.code());
            assertFalse(String.valueOf(problem.getMessage()).contains("secretkey"));
        }
    }

    @Test
    void play_streamIsElsewhere_isPlayedThere() throws Exception {
        try (RtmpServer here = server();
                RtmpServer other =
                        RtmpServer.start(
                                settings(),
                                RtmpServer.Roles.readingFrom(_ ->
                                        CompletableFuture.failedFuture(
                                                RefusedException.moved(
                                                        request(here, "live/x")
                                                                .toString()
                                                                .replace("***", "x"),
                                                        "elsewhere"))),
                                paths.counters)) {
            RtmpPublication publication = publish(request(here, "live/x"), new Published());
            Played sink = new Played();
            publication.write(TestMedia.picture(0, 3_000));
            RtmpPlayback playback = play(request(other, "live/old"), sink);
            assertFalse(Played.take(sink.tracks).isEmpty());
            playback.close();
            publication.close();
        }
    }

    @Test
    void play_connectionLost_isCutOff() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            CompletableFuture<Void> admitted = admit(server, "NetStream.Play.Start");
            Played sink = new Played();
            play(RtmpRequest.of(server.url()), sink);
            admitted.get();
            server.closeConnection();
            assertEquals(Kind.CUT_OFF, sink.end.get().orElseThrow().kind());
        }
    }
}
