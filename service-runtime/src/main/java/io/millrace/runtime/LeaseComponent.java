package io.millrace.runtime;

import io.grpc.ChannelCredentials;
import io.grpc.CompositeChannelCredentials;
import io.micronaut.context.BeanProvider;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.lease.LeaseClient;
import io.millrace.runtime.session.ReportsSessions;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.runtime.tls.GrpcCredentials;
import io.millrace.runtime.tls.PodToken;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The connection to control, opened by a process that has publishers or readers. Thread-safe. */
@Singleton
final class LeaseComponent implements Component, PublishedPaths {
    private final LiveConfig live;
    private final MillraceConfig config;
    private final GrpcCredentials credentials;
    private final PodId pod;
    private final Counters counters;
    private final SessionRegistry sessions;
    private final JobDirectory jobs;
    private final BeanProvider<Publishing> publishing;
    private final BeanProvider<Reading> reading;
    private final BeanProvider<ReportsSessions> reporting;
    private volatile @Nullable LeaseClient client;

    LeaseComponent(
            LiveConfig live,
            GrpcCredentials credentials,
            PodId pod,
            Counters counters,
            SessionRegistry sessions,
            JobDirectory jobs,
            BeanProvider<Publishing> publishing,
            BeanProvider<Reading> reading,
            BeanProvider<ReportsSessions> reporting) {
        this.live = live;
        this.config = live.current();
        this.credentials = credentials;
        this.pod = pod;
        this.counters = counters;
        this.sessions = sessions;
        this.jobs = jobs;
        this.publishing = publishing;
        this.reading = reading;
        this.reporting = reporting;
    }

    synchronized Leases leases() {
        return connected().leases();
    }

    @Override
    public CompletionStage<List<PathName>> list() {
        return connected().paths();
    }

    private synchronized LeaseClient connected() {
        LeaseClient opened = client;
        if (opened == null) {
            opened =
                    new LeaseClient(
                            config.control().addresses(),
                            clientCredentials(),
                            pod.value(),
                            config.control().maxWait(),
                            counters,
                            sessions,
                            jobs);
            opened.start();
            client = opened;
        }
        return opened;
    }

    private ChannelCredentials clientCredentials() {
        try {
            return CompositeChannelCredentials.create(
                    credentials.client(), new PodToken(() -> live.current().control().token()));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", interrupted));
        }
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
        boolean reports = reporting.isPresent();
        if (reports) {
            reporting.get();
        }
        if (reports || publishing.isPresent() || reading.isPresent()) {
            connected().leases();
        }
    }

    /** Control is out of reach; readers are admitted without it. */
    @Override
    public Optional<String> problem() {
        LeaseClient opened = client;
        return opened == null ? Optional.empty() : opened.problem();
    }

    @Override
    public boolean isNeeded() {
        return publishing.isPresent();
    }

    @Override
    public synchronized void stop() {
        if (client != null) {
            client.close();
        }
    }
}
