package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ChannelCredentials;
import io.millrace.cli.AdminCommands;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PublishPolicy;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.runtime.tls.GrpcCredentials;
import io.millrace.runtime.tls.ServerCertificate;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Control over TLS, and the administrator's command line against it. */
class SecureControlTest {
    private static final String PASSWORD = "millrace";

    @TempDir Path directory;
    private final StringWriter printed = new StringWriter();
    private final AtomicBoolean asks = new AtomicBoolean();
    private String address = "";

    /** The command that all are mounted on. */
    @Command(name = "millrace")
    private static final class Root {}

    /** What is done with a running server. */
    private interface Use {
        void with(LiveConfig live, ChannelCredentials credentials) throws Exception;
    }

    @BeforeEach
    void makeCertificate() throws Exception {
        Path store = file("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                PASSWORD,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        pem("cert.pem", "CERTIFICATE", keys.getCertificate(PASSWORD).getEncoded());
        pem("key.pem", "PRIVATE KEY", keys.getKey(PASSWORD, PASSWORD.toCharArray()).getEncoded());
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private void pem(String name, String type, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(
                file(name),
                "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    @Test
    void tls_podAndAdministrator_areServedWhoTrustIt() throws Exception {
        withControl(
                "tls",
                (_, credentials) -> {
                    assertLeases(credentials);
                    assertEquals(69, run("path", "list"));
                    assertEquals(0, run("path", "list", "--tls-ca", file("cert.pem").toString()));
                    assertTrue(printed.toString().contains("live/cam"), printed::toString);
                });
    }

    /** Everybody, once the test asks for no credentials; else the operator. */
    private CompletionStage<?> mayOperate(Client client) {
        boolean may =
                !asks.get()
                        || client.credentials().equals(new Credentials.Password("op", "secret"));
        return may
                ? CompletableFuture.completedFuture("")
                : CompletableFuture.failedFuture(
                        new RefusedException(
                                RefusedException.Cause.UNAUTHENTICATED, "show who you are"));
    }

    @Test
    void operator_withoutCredentials_isRefusedButPodsAreNot() throws Exception {
        withControl(
                "tls",
                (_, credentials) -> {
                    String[] trusting = {"--tls-ca", file("cert.pem").toString()};
                    asks.set(true);
                    assertLeases(credentials);
                    for (String[] command :
                            new String[][] {
                                {"path", "list"},
                                {"session", "list"},
                                {"cluster", "status"},
                                {"config", "get"}
                            }) {
                        assertEquals(1, run(command[0], command[1], trusting[0], trusting[1]));
                        assertEquals(
                                0,
                                run(
                                        command[0],
                                        command[1],
                                        trusting[0],
                                        trusting[1],
                                        "--login",
                                        "op:secret"));
                    }
                });
    }

    @Test
    void mutual_withoutACertificate_isRefused() throws Exception {
        withControl(
                "mutual",
                (_, credentials) -> {
                    assertLeases(credentials);
                    String[] trusting = {"--tls-ca", file("cert.pem").toString()};
                    assertEquals(69, run("path", "list", trusting[0], trusting[1]));
                    assertEquals(0, runShowingACertificate("path", "list"));
                    assertTrue(printed.toString().contains("live/cam"), printed::toString);
                });
    }

    @Test
    void config_getSetDiffApply_workOnTheRunningServer() throws Exception {
        withControl(
                "mutual",
                (live, _) -> {
                    assertEquals(0, runShowingACertificate("config", "get", "rtsp.port"));
                    assertEquals("8554\n", printed.toString());
                    assertEquals(
                            0, runShowingACertificate("config", "set", "paths.a/b.retention=2h"));
                    assertEquals("changed: paths (+a/b)\n", printed.toString());
                    assertEquals(
                            Duration.ofHours(2),
                            live.current().settingsOf(new PathName("a/b")).log().retention());
                    assertEquals(78, runShowingACertificate("config", "set", "rtsp.prot=1"));
                    assertTrue(printed.toString().contains("did you mean"), printed::toString);

                    Path next = file("next.yml");
                    Files.writeString(
                            next, Files.readString(file("millrace.yml")).replace("2h", "3h"));
                    assertEquals(0, runShowingACertificate("config", "diff", next.toString()));
                    assertTrue(
                            printed.toString().contains("paths.a/b.retention  2h   3h"),
                            printed::toString);
                    assertEquals(0, runShowingACertificate("config", "apply", next.toString()));
                    assertEquals("changed: paths (*a/b)\n", printed.toString());
                    assertEquals(Files.readString(next), Files.readString(file("millrace.yml")));
                });
    }

    private int runShowingACertificate(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--tls-ca", file("cert.pem").toString()));
        all.addAll(List.of("--tls-cert", file("cert.pem").toString()));
        all.addAll(List.of("--tls-key", file("key.pem").toString()));
        return run(all.toArray(String[]::new));
    }

    private int run(String... words) {
        printed.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--address", address));
        CommandLine commands = new CommandLine(new Root());
        AdminCommands.mount(commands);
        commands.setOut(new PrintWriter(printed));
        commands.setErr(new PrintWriter(printed));
        return commands.execute(all.toArray(String[]::new));
    }

    private void withControl(String mode, Use use) throws Exception {
        Path settings = file("millrace.yml");
        Files.writeString(
                settings,
                "tls:\n  certificate: %s\n  key: %s\n  client-ca: %s\n  grpc: %s\n"
                        .formatted(file("cert.pem"), file("key.pem"), file("cert.pem"), mode));
        ConfigSources sources = ConfigSources.of(Optional.of(settings), Map.of(), Map.of());
        try (LiveConfig live = LiveConfig.load(sources);
                ServerCertificate certificate =
                        new ServerCertificate(() -> live.current().tls(), (_, _) -> () -> {})) {
            GrpcCredentials credentials = new GrpcCredentials(live.current().tls(), certificate);
            ControlServer server = server(live, credentials);
            try {
                server.start();
                address = "127.0.0.1:" + server.address().getPort();
                use.with(live, credentials.client());
            } finally {
                server.close();
            }
        }
    }

    private ControlServer server(LiveConfig live, GrpcCredentials credentials) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ControlOptions options =
                new ControlOptions(
                        "control",
                        any,
                        "",
                        true,
                        Duration.ofSeconds(30),
                        _ -> PublishPolicy.OVERRIDE,
                        0);
        return new ControlServer(
                options,
                credentials.server(),
                new ControlServer.Beside(
                        List.of(
                                new ConfigGrpcService(
                                        live, (_, _) -> ApplyConfigResponse.getDefaultInstance())),
                        List.of(
                                new OperatorGuard(
                                        this::mayOperate, () -> live.current().control().token()))),
                new MemoryLeaseLog().alone(),
                InstantSource.system(),
                new Counters());
    }

    /** A pod takes a lease; it is gone after the test, but within the grace. */
    private void assertLeases(ChannelCredentials credentials) throws Exception {
        HostAndPort control =
                new HostAndPort("127.0.0.1", Integer.parseInt(address.split(":", 2)[1]));
        Counters counters = new Counters();
        try (LeaseClient client =
                new LeaseClient(
                        List.of(control),
                        credentials,
                        "pod",
                        Duration.ofSeconds(20),
                        counters,
                        new SessionRegistry(InstantSource.system(), counters),
                        new JobDirectory())) {
            client.start();
            var lease =
                    client.leases()
                            .acquire(new PathName("live/cam"), "test", _ -> {})
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertEquals(1, lease.epoch());
        }
    }
}
