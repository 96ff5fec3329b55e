package io.millrace.runtime;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The connection to control, opened by a process that has publishers or readers. Thread-safe. */
@Singleton
final class LeaseComponent implements Component {
    private final MillraceConfig config;
    private final PodId pod;
    private final Counters counters;
    private final SessionRegistry sessions;
    private final BeanProvider<Publishing> publishing;
    private final BeanProvider<Reading> reading;
    private @Nullable LeaseClient client;

    LeaseComponent(
            MillraceConfig config,
            PodId pod,
            Counters counters,
            SessionRegistry sessions,
            BeanProvider<Publishing> publishing,
            BeanProvider<Reading> reading) {
        this.config = config;
        this.pod = pod;
        this.counters = counters;
        this.sessions = sessions;
        this.publishing = publishing;
        this.reading = reading;
    }

    synchronized Leases leases() {
        return connected().leases();
    }

    private LeaseClient connected() {
        LeaseClient opened = client;
        if (opened == null) {
            opened =
                    new LeaseClient(
                            config.control().addresses(),
                            pod.value(),
                            config.control().maxWait(),
                            counters,
                            sessions);
            opened.start();
            client = opened;
        }
        return opened;
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public Stage stage() {
        return Stage.LOG;
    }

    /** Control sees this pod and its sessions, also where it takes no leases. */
    @Override
    public synchronized void start() {
        if (publishing.isPresent() || reading.isPresent()) {
            connected().leases();
        }
    }

    @Override
    public synchronized void stop() {
        if (client != null) {
            client.close();
        }
    }
}
