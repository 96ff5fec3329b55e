package io.millrace.runtime;

import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The connection to control, opened when a part first asks for leases. Thread-safe. */
@Singleton
final class LeaseComponent implements Component {
    private final MillraceConfig config;
    private final PodId pod;
    private final Counters counters;
    private @Nullable LeaseClient client;

    LeaseComponent(MillraceConfig config, PodId pod, Counters counters) {
        this.config = config;
        this.pod = pod;
        this.counters = counters;
    }

    synchronized Leases leases() {
        LeaseClient opened = client;
        if (opened == null) {
            opened =
                    new LeaseClient(
                            config.control().address(),
                            pod.value(),
                            config.control().maxWait(),
                            counters);
            opened.start();
            client = opened;
        }
        return opened.leases();
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public Stage stage() {
        return Stage.LOG;
    }

    @Override
    public void start() {
        // opened when it is asked for
    }

    @Override
    public synchronized void stop() {
        if (client != null) {
            client.close();
        }
    }
}
