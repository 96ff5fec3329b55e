package io.millrace.systemtests;

import io.millrace.kafka.embedded.ClusterNode;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.JavaProgram;
import io.millrace.testkit.net.TcpFrontDoor;
import io.millrace.testkit.net.UdpFrontDoor;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Two of each pod, three controls and three brokers, each a JVM, with a front door for each
 * protocol that asks the pods whether they are ready. The first ingest pod reaches the brokers
 * through doors of its own, which can be held.
 */
final class Cluster implements AutoCloseable {
    static final int BROKERS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long HEALTH_MILLIS = 250;

    /** Small and soon there: ten and more of them share a machine. */
    private static final List<String> JVM_FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");

    private static final String CLUSTER_ID = "bWlsbHJhY2UtdGVzdHM0MQ";

    private final Installation installation = Installation.find(Cluster.class);
    private final FreePorts free = new FreePorts();
    private final Path data;
    private final Map<String, String> settings;
    private final List<ClusterNode.Ports> nodes;
    private final List<TcpFrontDoor> brokerDoors = new ArrayList<>();
    private final List<Pod> pods;
    private final List<ChildProcess> brokers = new ArrayList<>();
    private final Doors doors;
    private volatile boolean closed;

    /** What a process is. */
    enum Kind {
        CONTROL(3),
        INGEST(2),
        PLAY(2),
        PACKAGER(2);

        private final int count;

        Kind(int count) {
            this.count = count;
        }
    }

    /**
     * Where clients go.
     *
     * @param rtspIn of publishers
     * @param rtspOut of readers
     */
    record Doors(
            TcpFrontDoor rtspIn,
            TcpFrontDoor rtmpIn,
            TcpFrontDoor rtspOut,
            TcpFrontDoor rtmpOut,
            TcpFrontDoor http,
            UdpFrontDoor srtIn,
            UdpFrontDoor srtOut) {}

    /** One place for a process, which may be killed and started again there. */
    final class Pod {
        private final Kind kind;
        private final int number;
        private final ServerPorts ports = ServerPorts.take(free);
        private Optional<MillraceProcess> process = Optional.empty();
        private volatile boolean ready;

        Pod(Kind kind, int number) {
            this.kind = kind;
            this.number = number;
        }

        /** Starts it, where it was before; does not wait. */
        Pod start() {
            process = Optional.of(startPod(this));
            return this;
        }

        /** Waits until it says so. */
        void awaitReady() throws InterruptedException {
            process.orElseThrow().awaitReady();
            ready = true;
        }

        ChildProcess process() {
            return process.orElseThrow().process();
        }

        ServerPorts ports() {
            return ports;
        }

        /** How much memory it uses now. */
        long residentBytes() {
            return Memory.residentBytes(process().pid());
        }
    }

    private Cluster(Path data, Map<String, String> settings) throws InterruptedException {
        this.data = data;
        this.settings = Map.copyOf(settings);
        this.nodes = IntStream.range(0, BROKERS).mapToObj(_ -> takeNode()).toList();
        this.pods =
                new CopyOnWriteArrayList<>(
                        Arrays.stream(Kind.values())
                                .flatMap(kind ->
                                        IntStream.range(0, kind.count)
                                                .mapToObj(number -> new Pod(kind, number)))
                                .toList());
        for (int number = 0; number < BROKERS; number++) {
            brokers.add(broker(number));
        }
        for (ChildProcess broker : brokers) {
            awaitServing(broker);
        }
        startPods();
        Thread.ofVirtual().name("health").start(this::watchHealth);
        doors =
                new Doors(
                        door(Kind.INGEST, ServerPorts::rtsp),
                        door(Kind.INGEST, ServerPorts::rtmp),
                        door(Kind.PLAY, ServerPorts::rtsp),
                        door(Kind.PLAY, ServerPorts::rtmp),
                        door(Kind.PACKAGER, ServerPorts::http),
                        UdpFrontDoor.open(servers(Kind.INGEST, ServerPorts::srt)),
                        UdpFrontDoor.open(servers(Kind.PLAY, ServerPorts::srt)));
    }

    static Cluster start(Path data, Map<String, String> settings) throws InterruptedException {
        return new Cluster(data, settings);
    }

    private ClusterNode.Ports takeNode() {
        int detour = free.next();
        TcpFrontDoor door = TcpFrontDoor.open(0, List.of(TcpFrontDoor.Server.always(detour)));
        brokerDoors.add(door);
        return new ClusterNode.Ports(
                free.next(), free.next(), Optional.of(new ClusterNode.Detour(detour, door.port())));
    }

    private void startPods() throws InterruptedException {
        for (Kind kind : Kind.values()) {
            List<Pod> started = pods(kind);
            started.forEach(Pod::start);
            for (Pod pod : started) {
                pod.awaitReady();
            }
        }
    }

    private TcpFrontDoor door(Kind kind, ToIntFunction<ServerPorts> port) {
        return TcpFrontDoor.open(0, servers(kind, port));
    }

    private Supplier<List<TcpFrontDoor.Server>> servers(
            Kind kind, ToIntFunction<ServerPorts> port) {
        return () ->
                pods(kind).stream()
                        .map(pod ->
                                new TcpFrontDoor.Server(
                                        port.applyAsInt(pod.ports), () -> pod.ready))
                        .toList();
    }

    private void watchHealth() {
        while (!closed) {
            pods.forEach(pod -> pod.ready = isReady(pod.ports.metrics()));
            try {
                Thread.sleep(HEALTH_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isReady(int metricsPort) {
        URI uri = URI.create("http://127.0.0.1:" + metricsPort + "/health/ready");
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private ChildProcess broker(int number) {
        String ours =
                BrokerMain.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        String classPath = ours + ":" + installation.classPath();
        List<String> arguments = new ArrayList<>();
        arguments.add(data.resolve("broker" + number).toString());
        arguments.add(CLUSTER_ID);
        arguments.add(Integer.toString(number));
        nodes.forEach(node -> arguments.add(BrokerMain.text(node)));
        return new JavaProgram(classPath, flags("-Xmx320m"), BrokerMain.class.getName())
                .start("broker " + number, Map.of(), arguments);
    }

    private static void awaitServing(ChildProcess broker) throws InterruptedException {
        broker.awaitLine(line -> line.equals(BrokerMain.SERVING), LIMIT);
    }

    private MillraceProcess startPod(Pod pod) {
        Map<String, String> environment = new TreeMap<>(settings);
        boolean detoured = pod.kind == Kind.INGEST && pod.number == 0;
        environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", bootstrap(detoured));
        environment.put("MILLRACE_KAFKA_REPLICATION", "3");
        environment.put("MILLRACE_KAFKA_MIN_IN_SYNC", "2");
        environment.put(
                "MILLRACE_CONTROL_ADDRESS",
                pods(Kind.CONTROL).stream()
                        .map(each -> "127.0.0.1:" + each.ports.controlGrpc())
                        .collect(Collectors.joining(",")));
        String name = pod.kind.name().toLowerCase(Locale.ROOT);
        return MillraceProcess.of(
                installation.service(name, flags("-Xmx192m")),
                name + " " + pod.number,
                pod.ports,
                environment);
    }

    private static List<String> flags(String heap) {
        return Stream.concat(JVM_FLAGS.stream(), Stream.of(heap)).toList();
    }

    private String bootstrap(boolean detoured) {
        return nodes.stream()
                .map(node ->
                        "127.0.0.1:"
                                + (detoured
                                        ? node.detour().orElseThrow().advertised()
                                        : node.client()))
                .collect(Collectors.joining(","));
    }

    /** Where the log is. */
    String bootstrap() {
        return bootstrap(false);
    }

    Doors doors() {
        return doors;
    }

    /** All of a kind; their order stays. */
    List<Pod> pods(Kind kind) {
        return pods.stream().filter(pod -> pod.kind == kind).toList();
    }

    ChildProcess brokerProcess(int number) {
        return brokers.get(number);
    }

    /** Starts one that was killed or stopped where it was; waits until it serves. */
    void restartBroker(int number) throws InterruptedException {
        brokers.set(number, broker(number));
        awaitServing(brokers.get(number));
    }

    /** As an update of all of a kind: as many new ones are ready before the old ones are ended. */
    void replace(Kind kind) throws InterruptedException {
        List<Pod> old = pods(kind);
        List<Pod> fresh = old.stream().map(pod -> new Pod(kind, pod.number).start()).toList();
        for (Pod pod : fresh) {
            pod.awaitReady();
        }
        pods.addAll(fresh);
        old.forEach(pod -> pod.process().terminate());
        for (Pod pod : old) {
            pod.process().awaitExit(LIMIT);
        }
        pods.removeAll(old);
    }

    /** As an update of those that have names of their own: one after the other. */
    void restartInPlace(Kind kind) throws InterruptedException {
        for (Pod pod : pods(kind)) {
            pod.process().terminate();
            pod.process().awaitExit(LIMIT);
            pod.start().awaitReady();
        }
    }

    /** Likewise; each waits until the one before it has caught up. */
    void restartBrokers() throws Exception {
        for (int number = 0; number < BROKERS; number++) {
            brokers.get(number).terminate();
            brokers.get(number).awaitExit(LIMIT);
            restartBroker(number);
            awaitInSync();
        }
    }

    /** Waits until every broker has everything. */
    void awaitInSync() throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            while (!isInSync(admin)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("brokers did not catch up\n" + output());
                }
                Thread.sleep(HEALTH_MILLIS);
            }
        }
    }

    private static boolean isInSync(Admin admin) throws Exception {
        return admin
                .describeTopics(admin.listTopics().names().get())
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == partition.replicas().size());
    }

    /** No byte passes between the first ingest pod and the log from now on. */
    void holdLog() {
        brokerDoors.forEach(TcpFrontDoor::hold);
    }

    void releaseLog() {
        brokerDoors.forEach(TcpFrontDoor::release);
    }

    /** Everything that the processes printed, for a failed test. */
    String output() {
        return Stream.concat(brokers.stream(), pods.stream().map(Pod::process))
                .map(ChildProcess::output)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        closed = true;
        Stream.of(doors.rtspIn, doors.rtmpIn, doors.rtspOut, doors.rtmpOut, doors.http)
                .forEach(TcpFrontDoor::close);
        doors.srtIn.close();
        doors.srtOut.close();
        pods.reversed().forEach(pod -> pod.process().close());
        brokers.forEach(ChildProcess::close);
        brokerDoors.forEach(TcpFrontDoor::close);
    }
}
