package io.millrace.standalone;

import io.millrace.runtime.ServiceContext;
import io.millrace.runtime.StartFailedException;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigLoader;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Publishing;
import java.nio.file.Files;
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
    private final LiveConfig live;
    private final ServiceContext context;
    private final Optional<DemoSource> demo;

    private Standalone(LiveConfig live, ServiceContext context, Optional<DemoSource> demo) {
        this.live = live;
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

    /**
     * The settings of these options, with a port in place of each 0 of TCP. Without a file of
     * theirs they are in the data directory, once some were applied.
     */
    public static LiveConfig configure(Options options, Map<String, String> environment)
            throws ConfigException {
        Map<String, String> overrides = new HashMap<>();
        options.listen().ifPresent(address -> overrides.put("server.listen", address));
        if (options.listen().isPresent() && saysNothing(options, environment)) {
            overrides.put("auth.methods", "anonymous");
        }
        options.kafka().ifPresent(servers -> overrides.put("kafka.bootstrap-servers", servers));
        MillraceConfig first = ConfigLoader.load(sources(options, environment, overrides));
        overrides.putAll(FreePorts.choose(PortUse.of(first, options.kafka().isEmpty())));
        MillraceConfig second = ConfigLoader.load(sources(options, environment, overrides));
        overrides.put("control.address", "127.0.0.1:" + second.control().grpcPort());
        if (options.kafka().isEmpty()) {
            overrides.put("kafka.bootstrap-servers", "127.0.0.1:" + second.kafka().embeddedPort());
            overrides.put("control.group", ""); // nobody else has this Kafka: no group to wait for
        }
        return LiveConfig.load(sources(options, environment, overrides));
    }

    private static ConfigSources sources(
            Options options, Map<String, String> environment, Map<String, String> overrides) {
        Path file = options.config().orElse(options.data().resolve("millrace.yml"));
        return new ConfigSources(
                Optional.of(file), options.config().isEmpty(), environment, overrides);
    }

    /** Whether who may connect is told on the command line alone. */
    private static boolean saysNothing(Options options, Map<String, String> environment) {
        return options.config().isEmpty()
                && !Files.exists(options.data().resolve("millrace.yml"))
                && environment.keySet().stream().noneMatch(key -> key.startsWith("MILLRACE_AUTH_"));
    }

    /** Ports that cannot be listened on now, each with the reason. */
    public static List<String> portProblems(MillraceConfig config, boolean embeddedKafka) {
        return PortUse.of(config, embeddedKafka).stream()
                .flatMap(use -> use.problem().stream())
                .toList();
    }

    /** Makes all parts; the embedded Kafka begins to start in the background. */
    public static Standalone create(LiveConfig live, Options options) {
        MillraceConfig config = live.current();
        Object[] parts =
                options.kafka().isPresent()
                        ? new Object[0]
                        : new Object[] {
                            BrokerComponent.begin(
                                    options.data().resolve("kafka"), config.kafka().embeddedPort())
                        };
        return new Standalone(
                live,
                ServiceContext.create("standalone", live, config.http().port(), parts),
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
        return live.current();
    }

    @Override
    public void close() {
        demo.ifPresent(DemoSource::close);
        context.close();
    }
}
