package io.millrace.control;

import io.millrace.proto.control.Lease;
import io.millrace.runtime.Component;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Counters;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Control as a part of a process. */
@Singleton
final class ControlComponent implements Component {
    private final MillraceConfig config;
    private final Counters counters;
    private final AtomicReference<Optional<ControlServer>> server =
            new AtomicReference<>(Optional.empty());

    ControlComponent(MillraceConfig config, Counters counters) {
        this.config = config;
        this.counters = counters;
    }

    @Override
    public String name() {
        return "control";
    }

    @Override
    public Stage stage() {
        return Stage.CONTROL;
    }

    @Override
    public void start() throws IOException {
        MillraceConfig.Kafka kafka = config.kafka();
        ControlServer control =
                new ControlServer(
                        new InetSocketAddress(
                                config.server().bindAddress(), config.control().grpcPort()),
                        new KafkaLeaseLog(kafka.bootstrap(), kafka.replication(), counters),
                        config.control().podGrace(),
                        InstantSource.system(),
                        counters);
        server.set(Optional.of(control));
        control.start();
    }

    /** Leases that are held; fails while control is not started. */
    CompletableFuture<List<Lease>> leases() {
        return server.get()
                .map(ControlServer::leases)
                .orElseGet(
                        () -> CompletableFuture.failedFuture(new IOException("not started yet")));
    }

    @Override
    public void stop() throws InterruptedException {
        Optional<ControlServer> control = server.getAndSet(Optional.empty());
        if (control.isPresent()) {
            control.get().close();
        }
    }
}
