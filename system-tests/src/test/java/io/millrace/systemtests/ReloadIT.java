package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import io.millrace.testkit.srt.SrtLink;
import io.millrace.testkit.srt.SrtPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings that change under twenty sessions: only those end that the change is about. */
@RequiresFfmpeg
@Timeout(240)
class ReloadIT {
    private static final String PATH = "reload/a";
    private static final String GUESTS_PATH = "reload/b";
    private static final String SETTINGS =
            """
            path-defaults: {segment-duration: 1s}
            paths:
              reload/a: {grace: 10s}
            auth:
              users:
                - user: any
                  permissions:
                    - {action: publish, path: "~reload/[ab]"}
                    - {action: read, path: reload/a}
                - {user: guest, password: secret, permissions: [{action: read, path: reload/b}]}
                - user: far
                  password: away
                  ips: [203.0.113.0/24]
                  permissions: [{action: read, path: reload/b}]
                - {user: camera, password: lens, permissions: [{action: publish, path: reload/c}]}
            """;
    private static final String TRUSTED = "trusted-proxies: [127.0.0.1]";
    private static final int RTSP_READERS = 6;
    private static final int RTMP_READERS = 3;
    private static final int GUESTS = 3;
    private static final int SESSIONS = 20;
    private static final int SRT_LATENCY_MILLIS = 200;
    private static final long LIMIT_NANOS = 30_000_000_000L;
    private static final long POLL_MILLIS = 50;

    @TempDir private Path folder;
    private final List<HeldSession> sessions = new ArrayList<>();
    private final Set<String> expected = new TreeSet<>();
    private int changes;

    @Test
    void reload_eachClassOfChange_disturbsNobodyButThoseItNames() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        Path file = Files.writeString(folder.resolve("millrace.yml"), ports.yaml() + SETTINGS);
        try (StandaloneDeployment server =
                StandaloneDeployment.configured(folder.resolve("data"), ports, file)) {
            try {
                openSessions(ports);
                assertEquals(SESSIONS, sessions.size());

                String text = changesThatDisturbNobody(file, ports);
                refuse(file, text.replace("grace: 20s", "grace: soon"));
                changesThatEndWhomTheyName(file, text, ports);
            } catch (Throwable failure) {
                System.out.println(server.output());
                throw failure;
            } finally {
                for (HeldSession session : sessions) {
                    session.close();
                }
            }
        }
    }

    /** Returns the text that the file has then. */
    private String changesThatDisturbNobody(Path file, ServerPorts ports) throws Exception {
        String text = ports.yaml() + SETTINGS;
        text = text.replace("paths:\n", "paths:\n  elsewhere: {grace: 3s}\n");
        change(file, text, List.of());
        text = text.replace("reload/a: {grace: 10s}", "reload/a: {grace: 20s, linger: 20ms}");
        change(file, text, List.of());
        text = text.replace("users:\n", "users:\n" + newUser());
        change(file, text, List.of());
        Path more = folder.resolve("more.log");
        text = with(text, "server", "log-level: debug, log-file: " + more);
        change(file, text, List.of());
        text = with(text, "server", "stop-timeout: 7s");
        text = with(text, "kafka", "linger: 5ms, publish-buffer: 3MiB");
        text = with(text, "control", "token: 0123456789abcdef");
        change(file, text, List.of());
        assertTrue(Files.readString(more).contains("settings changed"), "the log has a file more");
        text = with(text, "packager", "hold: 9s");
        change(file, text, List.of());
        await("a notice", () -> logged("takes effect after a restart: packager.hold") == 1);
        changeProxies(file, text, ports);
        return with(text, "http", TRUSTED).replace("grace: 20s, ", "grace: 20s, flv: no, ");
    }

    /** Adds a line to a block that may be there. */
    private static String with(String text, String block, String keys) {
        String begin = "\n" + block + ": {";
        return text.contains(begin)
                ? text.replace(begin, begin + keys + ", ")
                : text + block + ": {" + keys + "}\n";
    }

    /** A viewer behind a proxy is seen by its own address from then on; a form is switched off. */
    private void changeProxies(Path file, String text, ServerPorts ports) throws Exception {
        String root = "http://127.0.0.1:" + ports.http() + "/";
        String page = root + GUESTS_PATH + "/stream.m3u8?user=far&pass=away";
        Map<String, String> proxied = Map.of("X-Forwarded-For", "203.0.113.9");
        assertEquals(401, Answer.get(page, proxied).status());
        assertEquals(200, AuthPeer.status(root + PATH + "/flv", ""));
        String changed =
                with(text, "http", TRUSTED).replace("grace: 20s, ", "grace: 20s, flv: no, ");
        change(file, changed, List.of());
        assertEquals(200, Answer.get(page, proxied).status());
        assertEquals(401, Answer.get(page).status());
        Answer off = Answer.get(root + PATH + "/flv");
        assertEquals(404, off.status());
        assertTrue(off.body().contains("is not served over FLV"), off::body);
    }

    private void changesThatEndWhomTheyName(Path file, String before, ServerPorts ports)
            throws Exception {
        String text =
                before.replace(
                        "secret, permissions: [{action: read, path: reload/b}]",
                        "secret, permissions: [{action: read, path: x}]");
        change(file, text, named("guest"));
        int otherRtmp = new FreePorts().next();
        text = text.replace("rtmp: {port: " + ports.rtmp(), "rtmp: {port: " + otherRtmp);
        change(file, text, named("rtmp reader"));
        sessions.add(HeldSession.rtmp("on the new port", otherRtmp, PATH));
        awaitProgress();
        text = text.replace("rtmp: {port: ", "rtmp: {challenge: adobe, port: ");
        change(file, text, named("on the new port"));
        publishChallenged(otherRtmp);
        awaitProgress();
    }

    /** ffmpeg shows user and password only when it is challenged. */
    private static void publishChallenged(int port) throws InterruptedException {
        for (String password : List.of("lens", "guessed")) {
            String url = "rtmp://camera:" + password + "@127.0.0.1:" + port + "/reload/c";
            try (ChildProcess publisher =
                    Ffmpeg.start("camera " + password, AuthPeer.publish(url, "-t", "2"))) {
                int code = publisher.awaitExit(Duration.ofNanos(LIMIT_NANOS));
                assertEquals(password.equals("lens"), code == 0, publisher::output);
            }
        }
    }

    private static String newUser() {
        return "    - {user: new, password: new, permissions: [{action: read}]}\n";
    }

    private void openSessions(ServerPorts ports) throws Exception {
        publisher(PublishProtocol.SRT, ports.url("srt-publish", PATH));
        publisher(PublishProtocol.RTSP_TCP, ports.url("rtsp", GUESTS_PATH));
        for (int i = 0; i < RTMP_READERS; i++) {
            sessions.add(HeldSession.rtmp("rtmp reader " + i, ports.rtmp(), PATH));
        }
        for (int i = 0; i < GUESTS; i++) {
            String shown = GUESTS_PATH + "?user=guest&pass=secret";
            sessions.add(HeldSession.rtmp("guest " + i, ports.rtmp(), shown));
        }
        for (int i = 0; i < RTSP_READERS; i++) {
            sessions.add(HeldSession.rtsp("rtsp reader " + i, ports.rtsp(), PATH));
        }
        String http = "http://127.0.0.1:" + ports.http() + "/" + PATH;
        for (int i = 0; i < 2; i++) {
            Path received = folder.resolve("srt-" + i + ".ts");
            SrtLink link =
                    SrtLink.calls(ports.srt(), SRT_LATENCY_MILLIS).withStreamId("read:" + PATH);
            ChildProcess receiver = SrtPeer.FFMPEG.receive(link, received);
            sessions.add(HeldSession.receiver("srt reader " + i, receiver, received));
            sessions.add(HeldSession.endless("stream " + i, URI.create(http + "/mpegts")));
            sessions.add(HeldSession.playlist("viewer " + i, URI.create(http + "/stream.m3u8")));
        }
        awaitProgress();
    }

    private void publisher(PublishProtocol protocol, String url) throws InterruptedException {
        ChildProcess program = Publishers.publishLoop(protocol, Clip.PLAIN, url);
        sessions.add(HeldSession.program("publisher " + protocol, program));
    }

    /** Names of the sessions whose names begin so. */
    private List<String> named(String prefix) {
        return sessions.stream().map(HeldSession::name).filter(n -> n.startsWith(prefix)).toList();
    }

    private void change(Path file, String text, List<String> ending) throws Exception {
        Files.writeString(file, text);
        changes++;
        await("change " + changes, () -> logged("settings changed (file changed)") == changes);
        expected.addAll(ending);
        await("the end of " + ending, () -> ended().containsAll(ending));
        awaitProgress();
    }

    private void refuse(Path file, String text) throws Exception {
        Files.writeString(file, text);
        long line = text.lines().takeWhile(each -> !each.contains("soon")).count() + 1;
        await("refusal", () -> logged("settings refused (file changed)") == 1);
        await("key", () -> logged("paths.reload/a.grace: 'soon' is not a duration") == 1);
        await("place", () -> logged("millrace.yml line " + line + ", column ") == 1);
        awaitProgress();
    }

    private long logged(String part) {
        try (Stream<String> lines = Files.lines(folder.resolve("data/logs/millrace.log"))) {
            return lines.filter(line -> line.contains(part)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> ended() {
        return sessions.stream()
                .filter(HeldSession::isEnded)
                .map(HeldSession::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Media comes to every session that may go on, and no other one has ended. */
    private void awaitProgress() {
        Map<HeldSession, Long> before =
                sessions.stream()
                        .filter(session -> !session.isEnded())
                        .collect(Collectors.toMap(each -> each, HeldSession::progress));
        before.forEach((session, progress) ->
                await(session.name(), () -> session.isEnded() || session.progress() > progress));
        assertEquals(expected, ended());
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> what + " did not come");
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, interrupted);
            }
        }
    }
}
