package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of every panel, asked of a real Prometheus that scrapes a live server. */
@RequiresFfmpeg
class DashboardsIT {
    private static final Path ROOT = Installation.find(DashboardsIT.class).root();
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int SECONDS_BETWEEN_NEWCOMERS = 10;
    private static final String PATH = "stage/one";

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    /** A panel's query, as Grafana sends it. */
    private record Query(String panel, String expression) {}

    @Test
    void panels_ofALiveServer_allHaveData(@TempDir Path data) throws Exception {
        Programs.require("prometheus");
        FreePorts free = new FreePorts();
        ServerPorts ports = ServerPorts.take(free);
        int prometheusPort = free.next();
        Installation installation = Installation.find(DashboardsIT.class);
        List<ChildProcess> peers = new ArrayList<>();
        try (MillraceProcess server =
                        MillraceProcess.standalone(
                                installation, ports, data.resolve("data"), "-Xmx400m");
                ChildProcess _ = prometheus(data, prometheusPort, ports.metrics())) {
            server.awaitReady();
            peers.add(publisher(ports));
            awaitAnswer(ports.url("hls", PATH));
            for (String scheme : List.of("rtsp", "rtmp", "srt", "mpegts", "hls")) {
                peers.add(reader(scheme, ports));
            }
            awaitData(prometheusPort, server, () -> peers.add(reader("rtsp", ports)));
        } finally {
            peers.forEach(ChildProcess::close);
        }
    }

    @Test
    void dashboards_useTheirDatasourceVariable() throws Exception {
        for (Node dashboard : dashboards()) {
            Node variable = dashboard.at("templating").at("list").items().getFirst();
            assertEquals("datasource", variable.at("name").text());
            for (Node panel : dashboard.at("panels").items()) {
                assertEquals("${datasource}", panel.at("datasource").at("uid").text());
                for (Node target : panel.at("targets").items()) {
                    assertEquals("${datasource}", target.at("datasource").at("uid").text());
                }
            }
        }
    }

    /**
     * Asks until every query has an answer; a rate needs two scrapes, and what is counted when a
     * reader comes needs one that comes between them.
     */
    private void awaitData(int port, MillraceProcess server, Runnable newcomer) throws Exception {
        List<Query> queries = queries();
        List<Query> empty = queries;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (int round = 1; !empty.isEmpty() && System.nanoTime() < deadline; round++) {
            Thread.sleep(1_000);
            if (round % SECONDS_BETWEEN_NEWCOMERS == 0) {
                newcomer.run();
            }
            List<Query> still = new ArrayList<>();
            for (Query query : empty) {
                if (!hasData(port, query)) {
                    still.add(query);
                }
            }
            empty = still;
        }
        assertEquals(List.of(), empty, () -> server.process().output());
        assertTrue(queries.size() >= 80, () -> "only " + queries.size());
    }

    private boolean hasData(int port, Query query) throws Exception {
        String asked = URLEncoder.encode(query.expression(), StandardCharsets.UTF_8);
        String address = "http://127.0.0.1:" + port + "/api/v1/query?query=" + asked;
        HttpResponse<String> response = get(address);
        if (response.statusCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
            return false; // it starts
        }
        Node answer = Node.parse(response.body());
        assertEquals("success", answer.at("status").text(), query + ": " + answer);
        return answer.at("data").at("result").items().stream()
                .anyMatch(series -> !series.at("value").texts().getLast().equals("NaN"));
    }

    private static List<Query> queries() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (Node dashboard : dashboards()) {
            for (Node panel : dashboard.at("panels").items()) {
                String name = dashboard.at("title").text() + ", " + panel.at("title").text();
                for (Node target : panel.at("targets").items()) {
                    queries.add(new Query(name, filled(target.at("expr").text())));
                }
            }
        }
        return queries;
    }

    /** With what Grafana puts in place of the variables. */
    private static String filled(String expression) {
        return expression
                .replace("$__rate_interval", "30s")
                .replace("$__range", "5m")
                .replace("$path", PATH)
                .replace("$instance", ".*");
    }

    private static List<Node> dashboards() throws Exception {
        List<Node> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("grafana/dashboards"))) {
            for (Path file : files.sorted().toList()) {
                dashboards.add(Node.read(file));
            }
        }
        assertEquals(5, dashboards.size());
        return dashboards;
    }

    private static ChildProcess prometheus(Path data, int port, int metrics) throws Exception {
        String config =
                """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: millrace-standalone
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """
                        .formatted(metrics);
        Path file = Files.writeString(data.resolve("prometheus.yml"), config);
        List<String> command =
                List.of(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + data.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port);
        return ChildProcess.start("prometheus", command, Map.of());
    }

    private static ChildProcess publisher(ServerPorts ports) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-re", "-stream_loop", "-1", "-i"));
        arguments.add(Clip.PLAIN.file().toString());
        arguments.addAll(List.of("-c", "copy", "-f", "rtsp", "-rtsp_transport", "tcp"));
        arguments.add(ports.url("rtsp", PATH));
        return Ffmpeg.start("publisher", arguments);
    }

    private static ChildProcess reader(String scheme, ServerPorts ports) {
        List<String> arguments = new ArrayList<>();
        if (scheme.equals("rtsp")) {
            arguments.addAll(List.of("-rtsp_transport", "tcp"));
        }
        arguments.addAll(List.of("-i", ports.url(scheme, PATH), "-c", "copy", "-f", "null", "-"));
        return Ffmpeg.start("reader " + scheme, arguments);
    }

    private void awaitAnswer(String address) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (get(address).statusCode() != 200) {
            assertTrue(System.nanoTime() < deadline, address);
            Thread.sleep(200);
        }
    }

    private HttpResponse<String> get(String address) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
