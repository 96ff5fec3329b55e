package io.millrace.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.srt.SrtClient;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.client.RtspClient;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs and webhooks of a running server, with a peer that means no good. */
@RequiresFfmpeg
@Timeout(180)
class HooksIT {
    private static final String PATH = "hooked/a";
    private static final String SECRET = "0123456789abcdef";
    private static final String HOSTILE =
            "a=$(touch${IFS}HACKED);`touch HACKED`;'\"|&&touch HACKED";
    private static final long LIMIT_NANOS = 40_000_000_000L;
    private static final long POLL_MILLIS = 50;
    private static final Duration STOP = Duration.ofSeconds(60);

    private static final String SETTINGS =
            """
            paths:
              hooked/a:
                run-on-ready: /bin/sh -c 'echo $$ $MILLRACE_PATH "$MILLRACE_EVENT" > DIR/ready; sleep 300'
                run-on-read: /bin/sh -c 'printenv MILLRACE_QUERY > DIR/read; while true; do echo flood; done'
                run-on-unread: /bin/sh -c 'trap "" TERM; echo $$ > DIR/unread; sleep 300'
              hooked/init:
                run-on-init: /bin/sh -c 'echo $$ >> DIR/init'
                run-on-init-restart: yes
              hooked/demand:
                run-on-demand: FFMPEG -re -stream_loop -1 -i CLIP -c copy -f rtsp
                  rtsp://127.0.0.1:$RTSP_PORT/$MTX_PATH
                run-on-demand-restart: yes
                run-on-undemand: /bin/sh -c 'echo $MILLRACE_PATH >> DIR/undemand'
                source-close-after: 1s
                grace: 1s
              hooked/dead:
                run-on-demand: sleep 300
                source-start-timeout: 1s
              hooked/source:
                run-on-ready: FFMPEG -i rtsp://127.0.0.1:$MILLRACE_RTSP_PORT/$MILLRACE_PATH
                  -c copy -f rtsp rtsp://127.0.0.1:$MILLRACE_RTSP_PORT/hooked/encoded
                run-on-ready-restart: yes
              hooked/encoded:
                run-on-ready: FFMPEG -i rtsp://127.0.0.1:$MILLRACE_RTSP_PORT/$MILLRACE_PATH -c copy
                  -f segment -strftime 1 -segment_time 1 -segment_format mpegts DIR/saved_%s.ts
                run-on-ready-restart: yes
            hooks:
              run-on-connect: /bin/sh -c 'echo $MILLRACE_PROTOCOL >> DIR/connect'
              run-on-disconnect: /bin/sh -c 'echo $MILLRACE_PROTOCOL >> DIR/disconnect'
              webhooks:
                - url: http://127.0.0.1:PORT/events
                  secret: SECRET
                  timeout: 2s
                - url: http://127.0.0.1:DOWN/hush
                  events: [path_published]
                  timeout: 1s
                  attempts: 2
            """;

    @TempDir private static Path folder;
    private static final List<String> bodies = new CopyOnWriteArrayList<>();
    private static final List<String> wrongSignatures = new CopyOnWriteArrayList<>();
    private static HttpServer receiver;
    private static int down;
    private static ServerPorts ports;
    private static StandaloneDeployment server;

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/events", HooksIT::take);
        receiver.start();
        ports = ServerPorts.take(new FreePorts());
        down = new FreePorts().next();
        String text =
                SETTINGS.replace("DIR", folder.toString())
                        .replace("FFMPEG", String.join(" ", Ffmpeg.words(List.of())))
                        .replace("CLIP", Clip.PLAIN.file().toString())
                        .replace("PORT/events", receiver.getAddress().getPort() + "/events")
                        .replace("DOWN", Integer.toString(down))
                        .replace("SECRET", SECRET);
        Path file = Files.writeString(folder.resolve("millrace.yml"), ports.yaml() + text);
        server = StandaloneDeployment.configured(folder.resolve("data"), ports, file);
    }

    /** Also what would run on, and does not want to end, ends with the server. */
    @AfterAll
    static void stop() throws Exception {
        ChildProcess process = server.server().process();
        process.terminate();
        process.awaitExit(STOP);
        server.close();
        receiver.stop(0);
        for (String pid : lines("unread")) {
            await("the end of what runs after a reader", () -> !isAlive(pid));
        }
    }

    @Test
    void hooks_ofPeersThatComeAndGo_runAndEndWithThem() throws Exception {
        CompletableFuture<String> seen =
                CompletableFuture.supplyAsync(
                        () -> CommandTool.run(ports, "events", "--path", PATH));
        String ready;
        try (ChildProcess publisher =
                Publishers.publishLoop(PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", PATH))) {
            Publishers.awaitRtsp(ports.rtsp(), PATH, publisher);
            await("ready", () -> lines("ready").size() == 1);
            ready = lines("ready").getFirst();
            assertTrue(ready.endsWith(" " + PATH + " ready"), ready);
            try (HeldSession _ = HeldSession.rtmp("r", ports.rtmp(), PATH + "?" + HOSTILE)) {
                await("read", () -> lines("read").size() == 1);
                assertEquals(HOSTILE, lines("read").getFirst());
                await("events", () -> told("path_published") && told("session_opened"));
            }
            await("unread", () -> lines("unread").size() == 1);
            assertTrue(lines("connect").contains("rtmp"));
        }
        String pid = ready.substring(0, ready.indexOf(' '));
        await("the end of the program", () -> !isAlive(pid));
        await("init again", () -> lines("init").size() >= 2);
        await("the end told", () -> told("path_ended") && told("session_closed"));
        await("an event over gRPC", seen::isDone);
        assertTrue(seen.join().contains(" " + PATH + " "), seen::join);
        assertEquals(List.of(), wrongSignatures);
        assertFalse(Files.exists(Path.of("HACKED")));
        assertFalse(Files.exists(folder.resolve("HACKED")));
        long flood = server.log().stream().filter(line -> line.endsWith(" flood")).count();
        assertTrue(flood > 0 && flood < 500, flood + " lines of the flood");
    }

    private static void connectOverSrtAndHttp(String path) throws Exception {
        URI endless = URI.create(ports.url("mpegts", path));
        try (HeldSession _ = HeldSession.endless("http", endless);
                HlsViewer _ = new HlsViewer(ports.http(), path);
                SrtClient srt = new SrtClient();
                NumberedPublisher _ =
                        NumberedPublisher.srt(srt, ports.srt(), "hooked/srt", "srt")) {
            List<String> begun = List.of("mpegts", "hls", "srt");
            await("connections", () -> lines("connect").containsAll(begun));
        }
        await("their ends", () -> lines("disconnect").containsAll(List.of("mpegts", "srt")));
    }

    @Test
    void webhook_receiverDownThenWrongThenBack_deadLettersAreWhatItMissed() throws Exception {
        try (ControlApi api = new ControlApi(ports.controlHttp())) {
            publishUntil("hooked/down", () -> dead(api).contains("hooked/down"));
            AtomicInteger status = new AtomicInteger(500);
            List<String> posted = new CopyOnWriteArrayList<>();
            HttpServer late =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), down), 0);
            late.createContext(
                    "/hush",
                    exchange -> {
                        posted.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                        exchange.sendResponseHeaders(status.get(), -1);
                        exchange.close();
                    });
            late.start();
            try {
                publishUntil("hooked/wrong", () -> dead(api).contains("hooked/wrong"));
                assertTrue(posted.stream().anyMatch(body -> body.contains("hooked/wrong")));
                status.set(204);
                posted.clear();
                publishUntil(
                        "hooked/back",
                        () -> posted.stream().anyMatch(body -> body.contains("hooked/back")));
            } finally {
                late.stop(0);
            }
            String table = CommandTool.run(ports, "events", "dead", "--limit", "1000");
            String json = CommandTool.run(ports, "events", "dead", "--output", "json");
            for (String letters : List.of(dead(api), table, json)) {
                assertTrue(letters.contains("http://127.0.0.1:" + down), letters);
                assertTrue(letters.contains("hooked/down"), letters);
                assertTrue(letters.contains("hooked/wrong"), letters);
                assertFalse(letters.contains("hooked/back"), letters);
                assertFalse(letters.contains("hush"), letters);
            }
        }
    }

    private static String dead(ControlApi api) {
        try {
            return api.get("/v1/events/dead?limit=1000");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Again and again: what happens before control follows its own topic is not told. */
    private static void publishUntil(String path, BooleanSupplier told) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!told.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> path + "\n" + server.output());
            try (NumberedPublisher _ = NumberedPublisher.rtsp(ports.rtsp(), path, path)) {
                long look = System.nanoTime() + 5_000_000_000L;
                while (!told.getAsBoolean() && System.nanoTime() < look) {
                    Thread.sleep(POLL_MILLIS);
                }
            }
        }
    }

    @Test
    void demand_ofAReader_startsTheProgramAndItsEndEndsIt() throws Exception {
        assertEquals(200, describe("hooked/demand").status());
        await("the end of demand", () -> !lines("undemand").isEmpty());
        assertEquals(200, describe("hooked/demand").status());
        RtspClient.Response dead = describe("hooked/dead");
        assertEquals(404, dead.status());
        assertTrue(
                (dead.reason() + dead.body())
                        .contains("source of path 'hooked/dead' has timed out"),
                dead.toString());
    }

    private static RtspClient.Response describe(String path) throws IOException {
        try (RtspClient client = new RtspClient(ports.rtsp(), path)) {
            return client.request("DESCRIBE", client.url(), "Accept: application/sdp\r\n", "");
        }
    }

    @Test
    void ready_recipes_makeAnotherPathAndFiles() throws Exception {
        try (ChildProcess publisher =
                Publishers.publishLoop(
                        PublishProtocol.RTMP, Clip.PLAIN, ports.url("rtmp", "hooked/source"))) {
            Publishers.awaitRtsp(ports.rtsp(), "hooked/encoded", publisher);
            await("two files", () -> saved() >= 2);
            connectOverSrtAndHttp("hooked/source");
        }
    }

    private static long saved() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("saved_")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean told(String type) {
        return bodies.stream().anyMatch(body -> body.contains(type) && body.contains(PATH));
    }

    private static void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String signature =
                String.valueOf(exchange.getRequestHeaders().getFirst("Millrace-Signature"));
        String seconds = signature.replaceFirst("t=([0-9]+),.*", "$1");
        if (!signature.endsWith(",v1=" + code(seconds + "." + body))) {
            wrongSignatures.add(signature);
        }
        boolean first = bodies.isEmpty();
        bodies.add(body);
        exchange.sendResponseHeaders(first ? 503 : 204, -1);
        exchange.close();
    }

    private static String code(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<String> lines(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come\n" + server.output());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
