package io.millrace.systemtests;

import io.millrace.kafka.embedded.ClusterNode;
import io.millrace.kafka.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Kafka broker in a JVM of its own. Arguments: its data folder and its port; or its data folder,
 * the cluster's id, its number in it, and the ports of all: {@link #text}.
 */
public final class BrokerMain {
    /** Printed once it serves. */
    static final String SERVING = "BROKER SERVES";

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = start(arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop broker"));
        System.out.println(SERVING);
        Thread.currentThread().join();
    }

    private static EmbeddedKafka start(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        if (arguments.length == 2) {
            return EmbeddedKafka.start(data, Integer.parseInt(arguments[1]));
        }
        List<ClusterNode.Ports> nodes =
                Arrays.stream(arguments).skip(3).map(BrokerMain::ports).toList();
        int number = Integer.parseInt(arguments[2]);
        return EmbeddedKafka.startNode(data, new ClusterNode(arguments[1], number, nodes));
    }

    /** A node's ports, as an argument. */
    static String text(ClusterNode.Ports ports) {
        Stream<Integer> detour =
                ports.detour().stream().flatMap(way -> Stream.of(way.port(), way.advertised()));
        return Stream.concat(Stream.of(ports.client(), ports.controller()), detour)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    private static ClusterNode.Ports ports(String text) {
        int[] ports = Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        Optional<ClusterNode.Detour> detour =
                ports.length == 4
                        ? Optional.of(new ClusterNode.Detour(ports[2], ports[3]))
                        : Optional.empty();
        return new ClusterNode.Ports(ports[0], ports[1], detour);
    }
}
