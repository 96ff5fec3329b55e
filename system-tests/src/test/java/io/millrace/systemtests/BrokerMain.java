package io.millrace.systemtests;

import io.millrace.kafka.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A Kafka broker in a JVM of its own: arguments are its data folder and its port. */
public final class BrokerMain {
    /** Printed once it serves. */
    static final String SERVING = "BROKER SERVES";

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka =
                EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop broker"));
        System.out.println(SERVING);
        Thread.currentThread().join();
    }
}
