package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir Path directory;

    @Test
    void load_nothing_givesDefaults() throws Exception {
        MillraceConfig config = ConfigLoader.load(Optional.empty(), Map.of(), Map.of());
        assertEquals(MillraceConfig.defaults(), config);
        assertEquals(8554, config.rtsp().port());
        assertEquals("127.0.0.1", config.server().bindAddress());
        assertEquals(Duration.ofSeconds(10), config.paths().grace());
    }

    @Test
    void load_fileEnvironmentAndCommandLine_laterWins() throws Exception {
        MillraceConfig config =
                ConfigLoader.load(
                        file(
                                """
                                rtsp:
                                  port: 1000
                                  session-timeout: 5m
                                rtmp: {port: 1001}
                                http:
                                  port: 1002
                                path-defaults:
                                  ring-size: 32MiB
                                """),
                        Map.of("MILLRACE_RTMP_PORT", "2001", "MILLRACE_HTTP_PORT", "2002"),
                        Map.of("http.port", "3002"));
        assertEquals(1000, config.rtsp().port());
        assertEquals(Duration.ofMinutes(5), config.rtsp().sessionTimeout());
        assertEquals(2001, config.rtmp().port());
        assertEquals(3002, config.http().port());
        assertEquals(32 << 20, config.paths().ringBytes());
    }

    @Test
    void load_variablesForOthers_areNoSettings() throws Exception {
        Map<String, String> others =
                Map.of("MILLRACE_LOG_FORMAT", "json", "MILLRACE_LOGIN", "ann:secret");
        assertEquals(
                MillraceConfig.defaults(), ConfigLoader.load(Optional.empty(), others, Map.of()));
    }

    @Test
    void load_listOrCommas_givesServers() throws Exception {
        List<HostAndPort> expected =
                List.of(new HostAndPort("a", 1), new HostAndPort("::1", 65535));
        String list = "kafka:\n  bootstrap-servers:\n    - a:1\n    - '::1:65535'\n";
        assertEquals(expected, load(list).kafka().bootstrapServers());
        assertEquals(
                expected,
                load("kafka: {bootstrap-servers: 'a:1, ::1:65535'}").kafka().bootstrapServers());
    }

    @Test
    void load_manyErrors_tellsAllWithKeyReasonAndPlace() {
        ConfigException wrong =
                assertThrows(
                        ConfigException.class,
                        () ->
                                ConfigLoader.load(
                                        file(
                                                """
                                                rtsp:
                                                  prt: 8554
                                                  rtp-port: 70000
                                                rtmpp: {}
                                                path-defaults:
                                                  grace: soon
                                                  grace: 5s
                                                """),
                                        Map.of(
                                                "MILLRACE_RTMP_PROT", "1",
                                                "MILLRACE_PATH_DEFAULTS_RING_SIZE", "9GiB",
                                                "MILLRACE_JAVA_HOME", "/jdk"),
                                        Map.of()));
        String name = directory.resolve("millrace.yaml") + " line ";
        assertEquals(
                List.of(
                        "path-defaults.grace: is set twice (" + name + "7, column 3)",
                        "MILLRACE_RTMP_PROT: unknown key; did you mean 'MILLRACE_RTMP_PORT'?"
                                + " (environment)",
                        "rtsp.prt: unknown key; did you mean 'rtsp.port'? ("
                                + name
                                + "2, column 3)",
                        "rtsp.rtp-port: 70000 is not between 0 and 65535 ("
                                + name
                                + "3, column 13)",
                        "rtmpp: unknown section; did you mean 'rtmp'? (" + name + "4, column 1)",
                        "path-defaults.grace: 'soon' is not a duration such as 500ms, 10s, 5m, 2h"
                                + " or 1d ("
                                + name
                                + "6, column 10)",
                        "path-defaults.ring-size: '9GiB' is not between 1048576 and 1073741824"
                                + " bytes (environment MILLRACE_PATH_DEFAULTS_RING_SIZE)"),
                wrong.problems().stream().map(ConfigProblem::toString).toList());
        assertTrue(String.valueOf(wrong.getMessage()).contains("grace: is set twice"));
    }

    @Test
    void load_wrongTypes_tellsEach() {
        assertEquals("'x' is not a whole number", reason("rtsp: {port: x}"));
        assertEquals("'x' is not HOST:PORT", reason("control: {address: x}"));
        assertEquals("0 is not a port (1 to 65535)", reason("control: {address: 'x:0'}"));
        assertEquals("'7' is not a size such as 65536B, 512KiB or 16MiB", size("7"));
        assertEquals("must be a mapping of keys", reason("rtsp: 8554"));
        assertEquals("must be one value or a list of values", reason("rtsp: {port: {a: 1}}"));
        assertEquals("the file must be a mapping of sections", reason("- rtsp"));
        assertEquals("'1h' is not between 1s and 20m", outOfRange());
    }

    private static String outOfRange() {
        var type = ValueType.duration(Duration.ofSeconds(1), Duration.ofMinutes(20));
        return String.valueOf(
                assertThrows(ValueType.InvalidValueException.class, () -> type.parse("1h"))
                        .getMessage());
    }

    @Test
    void load_brokenYaml_tellsLine() {
        ConfigProblem problem = problem("rtsp:\n  port: 1\n bad\n  x: [");
        assertEquals("YAML", problem.key());
        assertEquals(3, problem.origin().line());
    }

    @Test
    void load_missingFile_tells() {
        ConfigException wrong =
                assertThrows(
                        ConfigException.class,
                        () ->
                                ConfigLoader.load(
                                        Optional.of(directory.resolve("none.yaml")),
                                        Map.of(),
                                        Map.of()));
        assertEquals("--config", wrong.problems().getFirst().key());
    }

    @Test
    void load_contradictions_tellsEach() {
        assertEquals("port 8554 is also rtsp.port", reason("rtmp: {port: 8554}"));
        assertEquals("port 8001 is also one of RTP", reason("srt: {port: 8001}"));
        assertEquals("9001 is not even", reason("rtsp: {rtp-port: 9001, rtcp-port: 9002}"));
        assertEquals(
                "8001 is not the port after rtsp.rtp-port 9000", reason("rtsp: {rtp-port: 9000}"));
        assertEquals(
                "is shorter than three segments (path-defaults.segment-duration)",
                reason("path-defaults: {segment-duration: 1m, retention: 2m}"));
    }

    private MillraceConfig load(String yaml) throws Exception {
        return ConfigLoader.load(file(yaml), Map.of(), Map.of());
    }

    private String reason(String yaml) {
        return problem(yaml).reason();
    }

    private String size(String size) {
        return reason("path-defaults: {ring-size: " + size + "}");
    }

    private ConfigProblem problem(String yaml) {
        List<ConfigProblem> problems =
                assertThrows(ConfigException.class, () -> load(yaml)).problems();
        assertEquals(1, problems.size(), problems::toString);
        return problems.getFirst();
    }

    private Optional<Path> file(String yaml) throws java.io.IOException {
        return Optional.of(Files.writeString(directory.resolve("millrace.yaml"), yaml));
    }
}
