package io.millrace.standalone;

import io.millrace.runtime.ServiceContext;
import io.millrace.runtime.StartFailedException;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigLoader;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Publishing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All services in one JVM, with an embedded Kafka unless another is given. {@link #configure} reads
 * settings, {@link #start} starts, {@link #close} stops everything, also in the middle of a start.
 */
public final class Standalone implements AutoCloseable {
    private final MillraceConfig config;
    private final ServiceContext context;
    private final Optional<DemoSource> demo;

    private Standalone(MillraceConfig config, ServiceContext context, Optional<DemoSource> demo) {
        this.config = config;
        this.context = context;
        this.demo = demo;
    }

    /**
     * What to run.
     *
     * @param kafka an existing cluster, {@code HOST:PORT}; empty for an embedded one
     * @param listen address to listen on in place of the configured one
     * @param demo whether the bundled clip is published as path {@code demo}
     */
    public record Options(
            Path data,
            Optional<String> kafka,
            Optional<Path> config,
            Optional<String> listen,
            boolean demo) {}

    /** The settings of these options, with a port in place of each 0 of TCP. */
    public static MillraceConfig configure(Options options, Map<String, String> environment)
            throws ConfigException {
        Map<String, String> overrides = new HashMap<>();
        options.listen().ifPresent(address -> overrides.put("server.listen", address));
        options.kafka().ifPresent(servers -> overrides.put("kafka.bootstrap-servers", servers));
        MillraceConfig first = ConfigLoader.load(options.config(), environment, overrides);
        overrides.putAll(FreePorts.choose(PortUse.of(first, options.kafka().isEmpty())));
        MillraceConfig second = ConfigLoader.load(options.config(), environment, overrides);
        overrides.put("control.address", "127.0.0.1:" + second.control().grpcPort());
        if (options.kafka().isEmpty()) {
            overrides.put("kafka.bootstrap-servers", "127.0.0.1:" + second.kafka().embeddedPort());
        }
        return ConfigLoader.load(options.config(), environment, overrides);
    }

    /** Ports that cannot be listened on now, each with the reason. */
    public static List<String> portProblems(MillraceConfig config, boolean embeddedKafka) {
        return PortUse.of(config, embeddedKafka).stream()
                .flatMap(use -> use.problem().stream())
                .toList();
    }

    /** Makes all parts; the embedded Kafka begins to start in the background. */
    public static Standalone create(MillraceConfig config, Options options) {
        Object[] parts =
                options.kafka().isPresent()
                        ? new Object[0]
                        : new Object[] {
                            BrokerComponent.begin(
                                    options.data().resolve("kafka"), config.kafka().embeddedPort())
                        };
        return new Standalone(
                config,
                ServiceContext.create("standalone", config, config.http().port(), parts),
                options.demo()
                        ? Optional.of(new DemoSource(options.data().resolve("demo")))
                        : Optional.empty());
    }

    /** Returns when everything works; otherwise everything is stopped again. */
    public void start() throws StartFailedException, InterruptedException {
        context.start();
        demo.ifPresent(source -> source.start(context.bean(Publishing.class)));
    }

    public MillraceConfig config() {
        return config;
    }

    @Override
    public void close() {
        demo.ifPresent(DemoSource::close);
        context.close();
    }
}
