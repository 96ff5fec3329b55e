package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked and run with no Java on the PATH; then the images made of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShippedIT {
    /** All that {@code bin/millrace} may ask of a machine. */
    private static final List<String> TOOLS =
            List.of("bash", "dirname", "readlink", "mkdir", "mktemp", "grep", "sleep", "rm", "mv");

    private static final Duration START = Duration.ofMinutes(3);

    private Path home;
    private Map<String, String> environment;
    private Path folder;

    @BeforeAll
    void unpack(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Path script = Installation.find(ShippedIT.class).root().resolve("dist/archive.sh");
        List<String> make =
                List.of(script.toString(), System.getProperty("java.home"), folder.toString());
        String archive = Programs.output(folder.resolve("made"), make, Map.of()).strip();
        Programs.output(
                folder.resolve("unpacked"),
                List.of("tar", "-xzf", archive, "-C", folder.toString()),
                Map.of());
        home = Path.of(archive.replaceFirst("\\.tar\\.gz$", ""));
        environment = Map.of("PATH", tools().toString(), "HOME", folder.toString());
    }

    @Test
    @Order(1)
    void version_withoutJavaOnThePath_isPrinted() throws Exception {
        String version = Files.readString(home.resolve("VERSION")).strip();
        assertEquals("millrace " + version + "\n", run("version"));
    }

    @Test
    @Order(2)
    void lists_everyAppsJars_areThere() throws IOException {
        for (String app : List.of("standalone", "ingest", "play", "packager", "control")) {
            for (String jar : Files.readAllLines(home.resolve("apps").resolve(app))) {
                assertTrue(Files.isRegularFile(home.resolve("lib").resolve(jar)), jar);
            }
        }
    }

    @Test
    @Order(2)
    void billOfMaterials_isThere() throws IOException {
        Path made = Installation.find(ShippedIT.class).root().resolve("dist/target/bom.json");
        assumeTrue(Files.exists(made), "no bill of materials: Maven makes it only when online");
        assertTrue(Files.readString(home.resolve("sbom.json")).contains("CycloneDX"));
    }

    @Test
    @Order(3)
    void up_withoutJavaOnThePath_servesTheDemo() throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        Map<String, String> variables = new TreeMap<>(ports.environment());
        variables.put("MILLRACE_PREPARE", "no");
        List<String> up = List.of("up", "--demo", "--data", folder.resolve("data").toString());
        try (ChildProcess server = start(variables, up)) {
            server.awaitLine(line -> line.startsWith("Ready"), START);
            assertTrue(playlist(ports).startsWith("#EXTM3U"));
            server.terminate();
            assertEquals(143, server.awaitExit(START));
        }
    }

    @Test
    @Order(4)
    void images_ofEveryService_areWellFormedAndStart() throws Exception {
        Path script = Installation.find(ShippedIT.class).root().resolve("dist/images.sh");
        List<String> make = List.of(script.toString(), home.toString(), folder.toString());
        String tar =
                Programs.output(
                                folder.resolve("images"),
                                make,
                                Map.of("MILLRACE_IMAGE_AOT", "no", "MILLRACE_IMAGE_PREFIX", "it/"))
                        .strip();
        ImageTar images = ImageTar.unpack(Path.of(tar), folder.resolve("oci"));
        images.checkIndex();
        String version = Files.readString(home.resolve("VERSION")).strip();
        assertEquals(
                List.of("ingest-service", "play-service", "packager-service", "control-service")
                        .stream()
                        .map(name -> "it/" + name + ":" + version)
                        .toList(),
                images.names().subList(0, 4));
        for (String name : images.names()) {
            images.checkConfig(name);
        }
        Programs.require("bwrap");
        Path root = images.unpackRoot(images.names().getLast(), folder.resolve("root"));
        assertEquals("millrace " + version + "\n", images.run(root, "version"));
    }

    private static String playlist(ServerPorts ports) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(ports.url("hls", "demo")))
                            .timeout(START)
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private String run(String command) throws Exception {
        return Programs.output(folder.resolve(command), command(List.of(command)), environment);
    }

    private ChildProcess start(Map<String, String> variables, List<String> arguments) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(variables);
        return ChildProcess.start("millrace", command(arguments), all);
    }

    /** By its shell's full path, since the PATH of this JVM finds the command itself. */
    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("tools/bash").toString());
        command.add(home.resolve("bin/millrace").toString());
        command.addAll(arguments);
        return command;
    }

    /** A folder with copies of a few programs of the machine: a PATH without any Java. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path program =
                    List.of("/bin", "/usr/bin", "/usr/local/bin").stream()
                            .map(place -> Path.of(place, tool))
                            .filter(Files::isExecutable)
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("no " + tool));
            Files.copy(program, tools.resolve(tool));
        }
        return tools;
    }
}
