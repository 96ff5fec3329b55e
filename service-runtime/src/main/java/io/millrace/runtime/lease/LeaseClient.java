package io.millrace.runtime.lease;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.millrace.proto.control.JobServiceGrpc;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.SessionServiceGrpc;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The connection to control's replicas: gives {@link Leases}, and keeps the pod's watches. */
public final class LeaseClient implements AutoCloseable {
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease-watch").factory());
    private final LeaseBook book = new LeaseBook();
    private final String pod;
    private final SessionRegistry sessions;
    private final JobDirectory jobs;
    private final ControlLinks links;
    private final LeaseReturns returns;
    private final TopologyWatch topology;
    private final GrpcLeases leases;

    /**
     * Connects nothing yet.
     *
     * @param control some replicas, or a name for all; the others are learnt from them
     * @param credentials that this pod shows and what it trusts
     * @param sessions of this pod, which control lists and may end
     * @param jobs of this pod, likewise
     */
    public LeaseClient(
            List<HostAndPort> control,
            ChannelCredentials credentials,
            String pod,
            Duration maxWait,
            Counters counters,
            SessionRegistry sessions,
            JobDirectory jobs) {
        this.pod = pod;
        this.sessions = sessions;
        this.jobs = jobs;
        this.links = new ControlLinks(credentials, callbacks, this::open);
        this.returns = new LeaseReturns(links);
        this.topology = new TopologyWatch(control, credentials, callbacks, timer, links::update);
        this.leases = new GrpcLeases(links, pod, maxWait, book, returns, counters);
    }

    private List<AutoCloseable> open(ManagedChannel channel) {
        LeaseWatch watch = new LeaseWatch(channel, pod, book, new Surroundings(), timer);
        watch.start();
        var sessionReports =
                new ReportStream<>(
                        SessionServiceGrpc.newStub(channel)::report,
                        new SessionReports(pod, sessions),
                        timer);
        sessionReports.start(SessionReports.PERIOD_MILLIS);
        var jobReports =
                new ReportStream<>(
                        JobServiceGrpc.newStub(channel)::report, new JobReports(pod, jobs), timer);
        jobReports.start(JobReports.PERIOD_MILLIS);
        return List.of(watch, sessionReports, jobReports);
    }

    public Leases leases() {
        return leases;
    }

    /** Paths that are published, as the replicas within reach say. */
    public CompletionStage<List<PathName>> paths() {
        return PathLists.ask(links.all());
    }

    /** Why control cannot be asked, if it has been out of reach for a while. */
    public Optional<String> problem() {
        return topology.problem();
    }

    /** Begins to watch; control may come later. */
    public void start() {
        topology.start();
    }

    private final class Surroundings implements LeaseWatch.Surroundings {
        @Override
        public int partition(String path) {
            return links.partition(path);
        }

        @Override
        public void release(Lease stray) {
            returns.release(stray.getPath(), stray.getRequestId());
        }

        @Override
        public void drain(Duration over) {
            sessions.drain(over);
        }

        @Override
        public void handOver(PathName lease, String toPod) {
            jobs.handOver(lease, toPod);
        }
    }

    /** Ends the watches: control ends the leases that are still held. */
    @Override
    public void close() {
        returns.close();
        timer.shutdownNow();
        topology.close();
        links.close();
        callbacks.shutdown();
    }
}
