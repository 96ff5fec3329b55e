package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
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
@Timeout(180)
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
                    - {action: publish}
                    - {action: read, path: reload/a}
                - {user: guest, password: secret, permissions: [{action: read, path: reload/b}]}
            """;
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
        int otherRtmp = new FreePorts().next();
        Path file = Files.writeString(folder.resolve("millrace.yml"), ports.yaml() + SETTINGS);
        try (StandaloneDeployment server =
                StandaloneDeployment.configured(folder.resolve("data"), ports, file)) {
            try {
                openSessions(ports);
                assertEquals(SESSIONS, sessions.size());

                String text = ports.yaml() + SETTINGS;
                text = text.replace("paths:\n", "paths:\n  elsewhere: {grace: 3s}\n");
                change(file, text, List.of());
                text = text.replace("reload/a: {grace: 10s}", "reload/a: {grace: 20s}");
                change(file, text, List.of());
                text = text.replace("users:\n", "users:\n" + newUser());
                change(file, text, List.of());

                refuse(file, text.replace("grace: 20s", "grace: soon"));

                text = text.replace("{action: read, path: reload/b}", "{action: read, path: x}");
                change(file, text, named("guest"));
                text = text.replace("rtmp: {port: " + ports.rtmp(), "rtmp: {port: " + otherRtmp);
                change(file, text, named("rtmp reader"));
                sessions.add(HeldSession.rtmp("on the new port", otherRtmp, PATH));
                awaitProgress();
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
