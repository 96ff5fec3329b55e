package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.testkit.server.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker-compose.yml} and what it mounts, by the programs that will read them. */
class ComposeTest {
    private static final Path ROOT = Installation.find(ComposeTest.class).root();
    private static final List<String> COMPOSE = List.of("docker", "compose");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "compose/three-brokers.env"})
    void compose_byItsOwnCheck_isRight(String environment) throws Exception {
        Programs.require("docker");
        boolean plugin = Programs.succeeds(List.of("docker", "compose", "version"));
        assumeTrue(plugin, "skipped: docker has no compose here");
        List<String> command = new ArrayList<>(COMPOSE);
        command.addAll(List.of("--project-directory", ROOT.toString()));
        command.addAll(List.of("--env-file", ROOT.resolve(environment).toString()));
        command.addAll(List.of("-f", ROOT.resolve("docker-compose.yml").toString(), "config"));
        String config = Programs.output(folder.resolve("config"), command, Map.of());
        Node services = Node.parse(config).at("services");
        assertEquals(!environment.startsWith("/"), services.has("kafka-3"));
        assertEquals("2", services.at("play-service").at("deploy").at("replicas").text());
    }

    @Test
    void compose_everyRole_canBeScaled() throws IOException {
        Node services = Node.read(ROOT.resolve("docker-compose.yml")).at("services");
        for (String role : List.of("control", "ingest", "play", "packager")) {
            Node service = services.at(role + "-service");
            assertTrue(!service.has("ports") && !service.has("container_name"), role);
            assertEquals("true", service.at("read_only").text());
        }
    }

    /** {@code docs/failover.md} says why. */
    @Test
    void compose_andStrimzi_missWhatDiedAsSoonAsTheDocumentSays() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/failover.md"));
        Node compose =
                Node.read(ROOT.resolve("docker-compose.yml"))
                        .at("services")
                        .at("kafka")
                        .at("environment");
        String strimzi = Files.readString(ROOT.resolve("k8s/overlays/strimzi/kafka.yaml"));
        Map<String, String> wanted =
                Map.of(
                        "broker.session.timeout.ms", "2000",
                        "broker.heartbeat.interval.ms", "400",
                        "controller.quorum.fetch.timeout.ms", "1000",
                        "controller.quorum.election.timeout.ms", "600",
                        "controller.quorum.election.backoff.max.ms", "300");
        wanted.forEach((key, millis) -> {
            String variable = "KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
            assertEquals(millis, compose.at(variable).text(), variable);
            assertTrue(
                    key.startsWith("broker.") || strimzi.contains(key + ": " + millis + "\n"), key);
        });
        assertTrue(document.contains("| 2000 / 400 |"), document);
        assertTrue(document.contains("| 2000 | 1000 |"), document);
        assertTrue(document.contains("| 600 / 300 |"), document);
    }

    @Test
    void compose_publishedPorts_areAllDifferent() throws IOException {
        Node services = Node.read(ROOT.resolve("docker-compose.yml")).at("services");
        Set<String> taken = new HashSet<>();
        for (String name : services.keys()) {
            if (services.at(name).has("ports")) {
                for (String port : services.at(name).at("ports").texts()) {
                    String protocol = port.endsWith("/udp") ? "/udp" : "/tcp";
                    String host = port.replaceFirst("^127\\.0\\.0\\.1:", "").split(":", 2)[0];
                    assertTrue(taken.add(host + protocol), port);
                }
            }
        }
    }

    @Test
    void compose_everyMountedFile_isThere() throws IOException {
        Node services = Node.read(ROOT.resolve("docker-compose.yml")).at("services");
        for (String name : services.keys()) {
            if (services.at(name).has("volumes")) {
                for (String volume : services.at(name).at("volumes").texts()) {
                    String source = volume.split(":", 2)[0];
                    assertTrue(
                            !source.startsWith(".") || Files.exists(ROOT.resolve(source)), volume);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "play", "packager"})
    void door_overTcp_byHaproxysOwnCheck_isRight(String role) throws Exception {
        Programs.require("haproxy");
        String file = ROOT.resolve("compose/" + role + ".haproxy.cfg").toString();
        Programs.output(folder.resolve(role), List.of("haproxy", "-c", "-f", file), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "play"})
    void door_overUdp_byNginxsOwnCheck_isRight(String role) throws Exception {
        Programs.require("nginx");
        String text = Files.readString(ROOT.resolve("compose/" + role + ".nginx.conf"));
        Path module = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
        String load = Files.exists(module) ? "load_module " + module + ";\n" : "";
        Path pid = folder.resolve("pid");
        Path file =
                Files.writeString(
                        folder.resolve(role),
                        load + text.replace("/tmp/nginx.pid", pid.toString()));
        Programs.output(
                folder.resolve("said"), List.of("nginx", "-t", "-c", file.toString()), Map.of());
    }

    @Test
    void prometheus_byItsOwnCheck_isRight() throws Exception {
        Programs.require("promtool");
        String file = ROOT.resolve("grafana/prometheus/prometheus.yml").toString();
        Programs.output(
                folder.resolve("said"), List.of("promtool", "check", "config", file), Map.of());
    }
}
