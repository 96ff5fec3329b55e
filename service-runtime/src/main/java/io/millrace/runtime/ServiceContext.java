package io.millrace.runtime;

import io.micronaut.context.ApplicationContext;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.logging.LogOutputs;
import io.millrace.runtime.tls.HttpsProperties;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beans of one process, started and stopped. */
public final class ServiceContext implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceContext.class);

    private final String name;
    private final LiveConfig live;
    private final ApplicationContext context;
    private final Lifecycle lifecycle;

    private ServiceContext(String name, LiveConfig live, ApplicationContext context) {
        this.name = name;
        this.live = live;
        this.context = context;
        this.lifecycle = context.getBean(Lifecycle.class);
    }

    /**
     * Makes the context; starts no part yet. The settings are watched from the start on, and closed
     * with the context.
     *
     * @param mainHttpPort where controllers answer that name no port of their own
     * @param singletons further beans
     */
    public static ServiceContext create(
            String name, LiveConfig live, int mainHttpPort, Object... singletons) {
        LogOutputs.follow(live);
        MillraceConfig config = live.current();
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.application.name", name);
        properties.put("micronaut.server.host", config.server().bindAddress());
        properties.put("micronaut.server.port", mainHttpPort);
        properties.put(Ports.METRICS, config.metrics().port());
        properties.put(Ports.CONTROL, config.control().httpPort());
        boolean forViewers = mainHttpPort == config.http().port();
        if (forViewers) {
            properties.put("micronaut.server.http-version", "2.0");
        }
        if (forViewers && config.tls().https().enabled()) {
            properties.putAll(HttpsProperties.of(config.tls().https()));
        }
        ApplicationContext context =
                ApplicationContext.builder()
                        .deduceEnvironment(false)
                        .deduceCloudEnvironment(false)
                        .enableDefaultPropertySources(false)
                        .environmentPropertySource(false)
                        .banner(false)
                        .properties(properties)
                        .singletons(live, config)
                        .singletons(singletons)
                        .build()
                        .start();
        return new ServiceContext(name, live, context);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Starts every part; on a failure stops them all again. */
    public void start() throws StartFailedException, InterruptedException {
        long begin = System.nanoTime();
        lifecycle.start();
        live.watch();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        LOG.info("{} is ready after {} ms, pod {}", name, millis, bean(PodId.class));
    }

    /** Lets peers go, then stops every part in order. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (context.isRunning()) {
            bean(Departure.class).run();
            live.close();
            lifecycle.stop();
            context.close();
            LOG.info("{} stopped", name);
        }
    }
}
