package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigTest {
    private static final String FIRST =
            """
            rtsp: {port: 1000}
            paths:
              a: {grace: 1s}
              b: {grace: 2s}
              ~cam.*: {grace: 3s}
            """;

    @TempDir Path directory;
    private Path file;
    private final BlockingQueue<ConfigChange> changes = new LinkedBlockingQueue<>();

    @BeforeEach
    void writeFirst() throws IOException {
        file = Files.writeString(directory.resolve("millrace.yml"), FIRST);
    }

    @Test
    void change_ofListenersThatStartAnewAlone_waitsForNothing() throws Exception {
        try (LiveConfig live = live()) {
            live.apply(
                    "rtsp: {port: 1001}\nsrt: {latency: 1s}\ntls: {rtmps: yes, rtmps-port: 1002}",
                    "test");
            assertEquals(Set.of(), changes.remove().waitingForRestart());
            live.apply("rtsp: {port: 1001}\ntls: {https: yes}\nkafka: {linger: 5ms}", "test");
            assertEquals(Set.of("tls.https"), changes.remove().waitingForRestart());
        }
    }

    @Test
    void change_ofBlocksThatPartlyWait_namesTheKeysThatDo() throws Exception {
        try (LiveConfig live = live()) {
            live.apply(
                    """
                    server: {log-level: debug, stop-timeout: 3s, event-loops: 2}
                    kafka: {linger: 5ms, replication: 1, properties: {ssl.key.password: one}}
                    http: {trusted-proxies: 10.0.0.0/8}
                    packager: {hold: 5s}
                    control: {token: 0123456789abcdef}
                    """,
                    "test");
            assertEquals(
                    Set.of(
                            "server.event-loops",
                            "packager.hold",
                            "kafka.properties.\"ssl.key.password\""),
                    changes.remove().waitingForRestart());
        }
    }

    @Test
    void reload_change_tellsWhatChanged() throws Exception {
        try (LiveConfig live = live()) {
            MillraceConfig before = live.current();
            Files.writeString(
                    file,
                    """
                    rtsp: {port: 1000}
                    auth: {failure-delay: 2s}
                    paths:
                      a: {grace: 9s}
                      ~cam.*: {grace: 3s}
                      cam7: {grace: 4s}
                    """);
            live.reload("test");
            ConfigChange change = changes.remove();
            assertSame(before, change.before());
            assertSame(live.current(), change.after());
            assertEquals(Set.of("auth", "paths"), change.blocks());
            assertEquals(Set.of("a"), change.changedPaths());
            assertEquals(Set.of("b"), change.removedPaths());
            assertEquals(Set.of("cam7"), change.addedPaths());
            assertTrue(change.touches(new PathName("a")));
            assertTrue(change.touches(new PathName("cam7")));
            assertFalse(change.touches(new PathName("cam8")));
            assertFalse(change.touches(new PathName("other")));
            assertEquals("auth, paths (+cam7 -b *a)", change.summary());
        }
    }

    @Test
    void reload_orderOfExpressions_isAChange() throws Exception {
        Files.writeString(file, "paths: {~a.*: {grace: 1s}, ~.*b: {grace: 2s}}");
        try (LiveConfig live = live()) {
            Files.writeString(file, "paths: {~.*b: {grace: 2s}, ~a.*: {grace: 1s}}");
            live.reload("test");
            ConfigChange change = changes.remove();
            assertEquals("paths (order)", change.summary());
            assertTrue(change.touches(new PathName("ab")));
            assertFalse(change.touches(new PathName("a")));
        }
    }

    @Test
    void reload_sameMeaning_tellsNobody() throws Exception {
        try (LiveConfig live = live()) {
            Files.writeString(file, "# other words\n" + FIRST);
            assertEquals(new ConfigResult.Unchanged(), live.reload("test"));
            assertTrue(changes.isEmpty());
        }
    }

    @Test
    void reload_error_keepsTheOldWholly() throws Exception {
        try (LiveConfig live = live()) {
            MillraceConfig before = live.current();
            Files.writeString(file, "rtsp: {port: 2000}\npaths:\n  a: {grace: 5s, gracee: 1s}\n");
            var refused = assertInstanceOf(ConfigResult.Refused.class, live.reload("test"));
            assertEquals(
                    List.of(
                            "paths.a.gracee: unknown key; did you mean 'paths.a.grace'? (%s line 3, column 18)"
                                    .formatted(file)),
                    refused.problems().stream().map(ConfigProblem::toString).toList());
            assertSame(before, live.current());
            Files.delete(file);
            assertInstanceOf(ConfigResult.Refused.class, live.reload("test"));
            assertSame(before, live.current());
            assertTrue(changes.isEmpty());
        }
    }

    @Test
    void subscriber_thatThrows_hindersNobody() throws Exception {
        try (LiveConfig live = LiveConfig.load(sources(Map.of()))) {
            live.subscribe(change -> {
                throw new IllegalStateException("a part's bug");
            });
            live.subscribe(changes::add);
            Runnable leave = live.subscribe(changes::add);
            leave.run();
            live.apply("rtsp: {port: 2000}", "test");
            assertEquals(1, changes.size());
        }
    }

    @Test
    void apply_good_isInTheFileWithTheOldBeside() throws Exception {
        try (LiveConfig live = live()) {
            String next = "# mine\npaths: {a: {grace: 4s}}\n";
            assertInstanceOf(ConfigResult.Applied.class, live.apply(next, "test"));
            assertEquals(next, Files.readString(file));
            assertEquals(FIRST, Files.readString(directory.resolve("millrace.yml.old")));
            assertEquals(Duration.ofSeconds(4), grace(live, "a"));
            assertEquals(Duration.ofSeconds(4), grace(live(), "a"));
            try (var files = Files.list(directory)) {
                assertEquals(2, files.count());
            }
        }
    }

    @Test
    void apply_wrong_leavesTheFile() throws Exception {
        try (LiveConfig live = live()) {
            assertEquals(1, live.check("rtsp: {port: x}").size());
            assertInstanceOf(ConfigResult.Refused.class, live.apply("rtsp: {port: x}", "test"));
            assertEquals(FIRST, Files.readString(file));
            assertEquals(1000, live.current().rtsp().port());
        }
    }

    @Test
    void apply_fileThatMayBeMissing_isMade() throws Exception {
        Path made = directory.resolve("new").resolve("millrace.yml");
        ConfigSources sources = new ConfigSources(Optional.of(made), true, Map.of(), Map.of());
        try (LiveConfig live = LiveConfig.load(sources)) {
            assertInstanceOf(ConfigResult.Applied.class, live.apply("rtsp: {port: 7}", "test"));
            assertEquals(7, LiveConfig.load(sources).current().rtsp().port());
        }
    }

    @Test
    void apply_noFile_isRefusedWithTheReason() throws Exception {
        ConfigSources sources = ConfigSources.of(Optional.empty(), Map.of(), Map.of());
        try (LiveConfig live = LiveConfig.load(sources)) {
            var refused =
                    assertInstanceOf(
                            ConfigResult.Refused.class, live.apply("rtsp: {port: 7}", "test"));
            assertEquals("--config", refused.problems().getFirst().key());
            assertEquals(8554, live.current().rtsp().port());
        }
    }

    @Test
    void apply_throughSymbolicLink_writesItsTarget() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.yml"), file);
        ConfigSources sources = ConfigSources.of(Optional.of(link), Map.of(), Map.of());
        try (LiveConfig live = LiveConfig.load(sources)) {
            live.apply("rtsp: {port: 7}", "test");
            assertTrue(Files.isSymbolicLink(link));
            assertEquals("rtsp: {port: 7}", Files.readString(file));
        }
    }

    @Test
    void environment_winsOverAnAppliedFile() throws Exception {
        try (LiveConfig live = LiveConfig.load(sources(Map.of("MILLRACE_RTSP_PORT", "5")))) {
            live.apply("rtsp: {port: 7}", "test");
            assertEquals(5, live.current().rtsp().port());
        }
    }

    @Test
    void watch_writtenInPlaceRenamedAndTruncated_takesEachOnce() throws Exception {
        try (LiveConfig live = live()) {
            live.watch();
            Files.writeString(file, "rtsp: {port: 1}");
            assertEquals(1, next().after().rtsp().port());
            Path other = Files.writeString(directory.resolve("4913"), "rtsp: {port: 2}");
            Files.move(file, directory.resolve("millrace.yml~"));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            assertEquals(2, next().after().rtsp().port());
            Files.writeString(file, "");
            Files.writeString(file, "rtsp: {port: 3}");
            assertEquals(3, next().after().rtsp().port());
            Files.writeString(file, "rtsp: [");
            Files.writeString(file, "rtsp: {port: 4}");
            assertEquals(4, next().after().rtsp().port());
            assertTrue(changes.isEmpty(), changes::toString);
        }
    }

    @Test
    void encryptedFile_isReadAndWritten() throws Exception {
        Map<String, String> key = Map.of("MILLRACE_CONFKEY", "my key");
        Files.writeString(file, SecretBox.seal(FIRST, "my key"));
        try (LiveConfig live = LiveConfig.load(sources(key))) {
            assertEquals(1000, live.current().rtsp().port());
            live.apply("rtsp: {port: 7}", "test");
            assertFalse(Files.readString(file).contains("rtsp"));
            assertEquals(7, LiveConfig.load(sources(key)).current().rtsp().port());
        }
    }

    @Test
    void dump_hidesSecrets_andIsReadBack() throws Exception {
        Files.writeString(
                file,
                """
                kafka:
                  properties: {sasl.jaas.config: 'user="u" password="hush1"', client.rack: r1}
                auth:
                  methods: http, internal
                  http-address: http://u:hush2@127.0.0.1:1/auth
                  users:
                    - user: ann
                      password: hush3
                      permissions: [{action: publish, path: ~cam.*}]
                paths:
                  it's: {}
                  ~cam\\d+: {srt-read-passphrase: hush4hush4, read-user: u, read-password: hush5}
                """
                        .replace("it's", "its"));
        try (LiveConfig live = live()) {
            String dump = live.dump();
            assertFalse(dump.contains("hush"), dump);
            assertTrue(dump.contains("'~cam\\d+':"), dump);
            assertTrue(dump.contains("client.rack: r1"), dump);
            assertFalse(live.current().toString().contains("hush"), live.current()::toString);
            assertEquals(
                    List.of(
                            "kafka.properties.sasl.jaas.config",
                            "auth.users.0.password",
                            "auth.http-address",
                            "paths.~cam\\d+.read-password",
                            "paths.~cam\\d+.srt-read-passphrase"),
                    live.check(dump).stream().map(ConfigProblem::key).toList());
            assertEquals(List.of(), live.check(dump.replace(Secret.REDACTED, "0123456789")));
        }
    }

    private ConfigChange next() throws InterruptedException {
        ConfigChange change = changes.poll(30, TimeUnit.SECONDS);
        assertNotNull(change);
        return change;
    }

    private LiveConfig live() throws ConfigException {
        LiveConfig live = LiveConfig.load(sources(Map.of()));
        live.subscribe(changes::add);
        return live;
    }

    private ConfigSources sources(Map<String, String> environment) {
        return ConfigSources.of(Optional.of(file), environment, Map.of());
    }

    private static Duration grace(LiveConfig live, String path) {
        return live.current().settingsOf(new PathName(path)).read().grace();
    }
}
