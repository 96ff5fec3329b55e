package io.millrace.systemtests;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.JavaProgram;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The four services, each a JVM, and a broker in a fifth; ingest and play can be doubled. */
final class ServicesDeployment implements Deployment {
    private static final Duration BROKER_LIMIT = Duration.ofSeconds(60);
    private static final String SMALL = "-Xmx192m";

    private final Installation installation = Installation.find(ServicesDeployment.class);
    private final FreePorts free = new FreePorts();
    private final int kafkaPort = free.next();
    private final ServerPorts controlPorts = ServerPorts.take(free);
    private final Map<String, String> settings;
    private final Path data;
    private ChildProcess broker;
    private final MillraceProcess control;
    private final MillraceProcess ingest;
    private final MillraceProcess play;
    private final ServerPorts packagerPorts;
    private MillraceProcess packager;

    private ServicesDeployment(Path data, Map<String, String> settings)
            throws InterruptedException {
        this.settings = Map.copyOf(settings);
        this.data = data;
        this.broker = startBroker();
        this.control = service("control", controlPorts);
        this.ingest = startIngest();
        this.play = startPlay();
        this.packagerPorts = ServerPorts.take(free);
        this.packager = service("packager", packagerPorts);
        control.awaitReady();
        ingest.awaitReady();
        play.awaitReady();
        packager.awaitReady();
    }

    static ServicesDeployment start(Path data) throws InterruptedException {
        return start(data, Map.of());
    }

    /** With environment variables for every service. */
    static ServicesDeployment start(Path data, Map<String, String> settings)
            throws InterruptedException {
        return new ServicesDeployment(data, settings);
    }

    /** Control anew, on the ports of the first; does not wait. */
    MillraceProcess restartControl() {
        return service("control", controlPorts);
    }

    /** One more control, which the pods do not know of; does not wait. */
    MillraceProcess startControl() {
        return service("control", ServerPorts.take(free));
    }

    /** One more ingest service; does not wait. */
    MillraceProcess startIngest() {
        return service("ingest", ServerPorts.take(free));
    }

    /** One more play service; does not wait. */
    MillraceProcess startPlay() {
        return service("play", ServerPorts.take(free));
    }

    /** The packager anew, on the ports of the one that was killed. */
    void restartPackager() throws InterruptedException {
        packager.close();
        packager = service("packager", packagerPorts).awaitReady();
    }

    ChildProcess broker() {
        return broker;
    }

    /** The broker anew, with its data, on the port of the one that was killed. */
    void restartBroker() throws InterruptedException {
        broker.close();
        broker = startBroker();
    }

    MillraceProcess packager() {
        return packager;
    }

    MillraceProcess control() {
        return control;
    }

    MillraceProcess ingest() {
        return ingest;
    }

    MillraceProcess play() {
        return play;
    }

    @Override
    public String publishUrl(String scheme, String path) {
        return ingest.ports().url(scheme, path);
    }

    @Override
    public String readUrl(String scheme, String path) {
        return switch (scheme) {
            case "hls", "hls-ts", "dash" -> packager.ports().url(scheme, path);
            case "mpegts" -> play.ports().url("mpegts-play", path);
            default -> play.ports().url(scheme, path);
        };
    }

    @Override
    public int rtspReadPort() {
        return play.ports().rtsp();
    }

    @Override
    public String output() {
        return Stream.concat(
                        Stream.of(broker),
                        Stream.of(control, ingest, play, packager).map(MillraceProcess::process))
                .map(ChildProcess::output)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        packager.close();
        play.close();
        ingest.close();
        control.close();
        broker.close();
    }

    private ChildProcess startBroker() throws InterruptedException {
        String ours =
                BrokerMain.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        String classPath = ours + ":" + installation.classPath();
        ChildProcess started =
                new JavaProgram(classPath, List.of("-Xmx384m"), BrokerMain.class.getName())
                        .start(
                                "broker",
                                Map.of(),
                                List.of(data.toString(), Integer.toString(kafkaPort)));
        started.awaitLine(line -> line.equals(BrokerMain.SERVING), BROKER_LIMIT);
        return started;
    }

    private MillraceProcess service(String name, ServerPorts ports) {
        Map<String, String> environment = new TreeMap<>(settings);
        environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
        environment.put("MILLRACE_CONTROL_ADDRESS", "127.0.0.1:" + controlPorts.controlGrpc());
        return MillraceProcess.of(
                installation.service(name, List.of(SMALL)), name, ports, environment);
    }
}
