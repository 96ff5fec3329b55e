package io.millrace.systemtests;

import io.millrace.testkit.FreePorts;
import io.millrace.testkit.net.TcpFrontDoor;
import io.millrace.testkit.server.Installation;
import io.millrace.testkit.server.MillraceProcess;
import io.millrace.testkit.server.ServerPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything in one JVM, and two more packagers of its log behind one address. */
final class PackagerPair implements AutoCloseable {
    private final StandaloneDeployment standalone;
    private final List<ServerPorts> ports = new ArrayList<>();
    private final List<MillraceProcess> packagers = new ArrayList<>();
    private final TcpFrontDoor door;

    private PackagerPair(StandaloneDeployment standalone, FreePorts free) {
        this.standalone = standalone;
        for (int number = 0; number < 2; number++) {
            ports.add(ServerPorts.take(free));
            packagers.add(packager(number));
        }
        this.door =
                TcpFrontDoor.open(
                        0,
                        ports.stream().map(one -> TcpFrontDoor.Server.always(one.http())).toList());
    }

    static PackagerPair start(Path data) throws InterruptedException {
        FreePorts free = new FreePorts();
        StandaloneDeployment standalone = StandaloneDeployment.start(data, ServerPorts.take(free));
        PackagerPair pair = new PackagerPair(standalone, free);
        for (MillraceProcess packager : pair.packagers) {
            packager.awaitReady();
        }
        return pair;
    }

    private MillraceProcess packager(int number) {
        ServerPorts all = standalone.ports();
        return MillraceProcess.of(
                Installation.find(PackagerPair.class).service("packager", List.of("-Xmx192m")),
                "packager " + number,
                ports.get(number),
                Map.of(
                        "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + all.kafka(),
                        "MILLRACE_CONTROL_ADDRESS", "127.0.0.1:" + all.controlGrpc()));
    }

    /** What is at the address of both. */
    String url(String file) {
        return "http://127.0.0.1:%d/%s".formatted(door.port(), file);
    }

    String publishUrl(String scheme, String path) {
        return standalone.publishUrl(scheme, path);
    }

    /** Ends one without a word. */
    void kill(int number) {
        packagers.get(number).process().kill();
    }

    /** Starts one anew where it was killed. */
    void restart(int number) throws InterruptedException {
        packagers.get(number).close();
        packagers.set(number, packager(number));
        packagers.get(number).awaitReady();
    }

    @Override
    public void close() {
        door.close();
        packagers.forEach(MillraceProcess::close);
        standalone.close();
    }
}
