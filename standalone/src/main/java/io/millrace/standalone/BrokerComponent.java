package io.millrace.standalone;

import io.millrace.kafka.embedded.EmbeddedKafka;
import io.millrace.runtime.Component;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The embedded Kafka as a part of the process. Its start begins at once, in the background. */
final class BrokerComponent implements Component {
    private final FutureTask<EmbeddedKafka> starting;

    private BrokerComponent(FutureTask<EmbeddedKafka> starting) {
        this.starting = starting;
    }

    static BrokerComponent begin(Path dataDirectory, int port) {
        FutureTask<EmbeddedKafka> starting =
                new FutureTask<>(() -> EmbeddedKafka.start(dataDirectory, port));
        Thread.ofPlatform().daemon().name("start-kafka").start(starting);
        return new BrokerComponent(starting);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Stage stage() {
        return Stage.BROKER;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        running();
    }

    private EmbeddedKafka running() throws IOException, InterruptedException {
        try {
            return starting.get();
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        running().close();
    }
}
