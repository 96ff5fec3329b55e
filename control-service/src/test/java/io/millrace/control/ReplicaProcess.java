package io.millrace.control;

import io.grpc.InsecureServerCredentials;
import io.millrace.runtime.config.PublishPolicy;
import io.millrace.stream.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A replica as a process that a test can kill: arguments are Kafka's address and a port. */
final class ReplicaProcess {
    private static final KafkaLeaseSettings.Replicas ONE = new KafkaLeaseSettings.Replicas(1, 1);

    private ReplicaProcess() {}

    public static void main(String[] arguments) throws Exception {
        replica(arguments[0], "three", Integer.parseInt(arguments[1])).start();
        new CountDownLatch(1).await();
    }

    static ControlServer replica(String bootstrapServers, String id, int port) {
        KafkaLeaseSettings settings =
                new KafkaLeaseSettings(bootstrapServers, ONE, 6, "millrace-control", Map.of());
        ControlOptions options =
                new ControlOptions(
                        id,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        "",
                        false,
                        Duration.ofSeconds(30),
                        _ -> PublishPolicy.OVERRIDE,
                        0);
        Counters counters = new Counters();
        return new ControlServer(
                options,
                InsecureServerCredentials.create(),
                ControlServer.Beside.nothing(),
                new KafkaLeaseLog(settings, counters),
                InstantSource.system(),
                counters);
    }
}
