package io.millrace.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.StartFailedException;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in one JVM, with a real broker. */
class StandaloneTest {
    private static final Map<String, String> ANY_PORTS =
            Map.of(
                    "MILLRACE_KAFKA_EMBEDDED_PORT", "0",
                    "MILLRACE_RTSP_PORT", "0",
                    "MILLRACE_RTSP_RTP_PORT", "0",
                    "MILLRACE_RTSP_RTCP_PORT", "0",
                    "MILLRACE_RTMP_PORT", "0",
                    "MILLRACE_SRT_PORT", "0",
                    "MILLRACE_HTTP_PORT", "0",
                    "MILLRACE_CONTROL_GRPC_PORT", "0",
                    "MILLRACE_CONTROL_HTTP_PORT", "0",
                    "MILLRACE_METRICS_PORT", "0");

    @TempDir Path data;

    @Test
    void start_anyPorts_servesAllAndStopsClean() throws Exception {
        Standalone.Options options = options();
        LiveConfig live = Standalone.configure(options, ANY_PORTS);
        MillraceConfig config = live.current();
        Standalone standalone = Standalone.create(live, options);
        try (standalone) {
            standalone.start();
            assertAnswers(config);
        }
        assertEquals(List.of(), Standalone.portProblems(config, true));
        startAgainOnTheSameData(live, options);
    }

    private static void assertAnswers(MillraceConfig config) throws Exception {
        int metrics = config.metrics().port();
        assertEquals("{\"status\":\"UP\"}", get(metrics, "/health/live", 200));
        String ready = get(metrics, "/health/ready", 200);
        for (String part : List.of("kafka", "control", "rtsp", "rtmp", "srt", "http")) {
            assertTrue(ready.contains("\"" + part + "\":\"UP\""), ready);
        }
        assertTrue(get(metrics, "/metrics", 200).contains("jvm_memory_used_bytes"));
        assertEquals(
                "{\"itemCount\":0,\"pageCount\":0,\"items\":[]}",
                get(config.control().httpPort(), "/v1/paths/list", 200));
        assertFalse(body(config.http().port(), "/metrics").contains("jvm_memory_used_bytes"));
        assertFalse(body(config.http().port(), "/v1/paths/list").contains("items"));
        String missing = get(config.http().port(), "/nobody/mpegts", 404);
        assertEquals("nobody publishes path 'nobody'\n", missing);
        for (int port : List.of(config.rtsp().port(), config.rtmp().port())) {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
        }
    }

    @Test
    void metrics_whilePathIsRead_haveEveryFigureOfIt() throws Exception {
        Standalone.Options options =
                new Standalone.Options(
                        data, Optional.empty(), Optional.empty(), Optional.empty(), true);
        LiveConfig live = Standalone.configure(options, ANY_PORTS);
        try (Standalone standalone = Standalone.create(live, options)) {
            standalone.start();
            int port = live.current().metrics().port();
            try (Socket reader = readDemo(live.current().http().port())) {
                for (String figure : FIGURES) {
                    awaitFigure(port, Pattern.compile("(?m)^millrace_" + figure), reader);
                }
            }
        }
    }

    /** With a value that is not zero, but for what must not happen. */
    private static final List<String> FIGURES =
            List.of(
                    "log_lag_seconds_count [1-9]",
                    "publish_append_seconds_count [1-9]",
                    "reader_delivery_seconds_count\\{protocol=\"\\w+\"} [1-9]",
                    "reader_first_image_seconds_count\\{protocol=\"\\w+\"} [1-9]",
                    "publish_entry_point_interval_millis\\{path=\"demo\"} [1-9]",
                    "publish_units_total\\{path=\"demo\"} [1-9]",
                    "publish_gaps_total\\{path=\"demo\"} 0",
                    "publish_dropped_units_total\\{path=\"demo\",reason=\"[\\w-]+\"} 0",
                    "reader_skipped_units_total\\{path=\"demo\"} 0",
                    "log_produce_errors_total\\{kind=\"refused\"} ",
                    "log_produce_errors_total\\{kind=\"failed\"} 0",
                    "readers\\{path=\"demo\"} 1",
                    "sessions\\{protocol=\"mpegts\",state=\"read\"} 1",
                    "paths\\{path=\"demo\",state=\"ready\"} 1");

    /** Asks for the endless stream until it is there. */
    private static Socket readDemo(int port) throws Exception {
        for (int attempt = 0; attempt < 200; attempt++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /demo/mpegts HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            String status = new String(socket.getInputStream().readNBytes(12), US_ASCII);
            if (status.endsWith("200")) {
                return socket;
            }
            socket.close();
            Thread.sleep(100);
        }
        throw new AssertionError("nobody publishes the demo");
    }

    private static void awaitFigure(int port, Pattern figure, Socket reader) throws Exception {
        String shown = "";
        for (int attempt = 0; attempt < 100; attempt++) {
            assertTrue(reader.getInputStream().readNBytes(2_000).length > 0);
            shown = get(port, "/metrics", 200);
            if (figure.matcher(shown).find()) {
                return;
            }
        }
        throw new AssertionError(
                figure
                        + " is not in\n"
                        + shown.lines()
                                .filter(line -> line.startsWith("millrace_"))
                                .collect(Collectors.joining("\n")));
    }

    private static void startAgainOnTheSameData(LiveConfig live, Standalone.Options options)
            throws Exception {
        MillraceConfig config = live.current();
        try (Standalone again = Standalone.create(live, options)) {
            again.start();
            get(config.metrics().port(), "/health/ready", 200);
        }
    }

    @Test
    void portProblems_usedPort_tellsPortPurposeAndHolder() throws Exception {
        MillraceConfig config = Standalone.configure(options(), ANY_PORTS).current();
        try (ServerSocket holder =
                new ServerSocket(config.rtmp().port(), 1, InetAddress.getLoopbackAddress())) {
            List<String> problems = Standalone.portProblems(config, true);
            assertEquals(1, problems.size(), problems::toString);
            String problem = problems.getFirst();
            assertTrue(
                    problem.contains("TCP port " + holder.getLocalPort() + " for RTMP"), problem);
            assertTrue(problem.contains("process " + ProcessHandle.current().pid()), problem);
            assertTrue(problem.contains("setting rtmp.port"), problem);
        }
    }

    @Test
    void start_portTakenInTheMeantime_failsAndLeavesNothing() throws Exception {
        Standalone.Options options = options();
        LiveConfig live = Standalone.configure(options, ANY_PORTS);
        MillraceConfig config = live.current();
        try (Standalone standalone = Standalone.create(live, options);
                ServerSocket holder =
                        new ServerSocket(
                                config.rtsp().port(), 1, InetAddress.getLoopbackAddress())) {
            StartFailedException failed =
                    assertThrows(StartFailedException.class, standalone::start);
            assertEquals("rtsp", failed.component());
            assertTrue(
                    String.valueOf(failed.getMessage())
                            .contains(Integer.toString(holder.getLocalPort())),
                    failed::getMessage);
        }
        assertEquals(List.of(), Standalone.portProblems(config, true));
    }

    @Test
    void run_wrongCommandLines_exitWithUsage() {
        assertEquals(64, Main.run("nonsense"));
        assertEquals(64, Main.run("up", "--nonsense"));
        assertEquals(64, Main.run("log"));
        assertEquals(64, Main.run("log", "../x"));
        assertEquals(64, Main.run("log", "x", "--count", "0"));
        assertEquals(0, Main.run("up", "--help"));
        assertEquals(0, Main.run("version"));
    }

    @Test
    void run_wrongConfigFile_exitsWithConfig() {
        String missing = data.resolve("none.yaml").toString();
        assertEquals(78, Main.run("up", "--data", data.toString(), "--config", missing));
        assertEquals(78, Main.run("log", "x", "--config", missing));
    }

    @Test
    void log_noKafka_exitsWithFailure() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertEquals(1, Main.run("log", "x", "--kafka", "127.0.0.1:" + free));
    }

    private Standalone.Options options() {
        return new Standalone.Options(
                data, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static String get(int port, String path, int status) throws Exception {
        HttpResponse<String> response = request(port, path);
        assertEquals(status, response.statusCode(), response::body);
        return response.body();
    }

    private static String body(int port, String path) throws Exception {
        return request(port, path).body();
    }

    private static HttpResponse<String> request(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
