package io.millrace.runtime.job;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.Component;
import io.millrace.runtime.LeavesFirst;
import io.millrace.runtime.PodId;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Leases;
import io.millrace.stream.Ticker;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The jobs of a process that has runners. Thread-safe. */
@Singleton
public final class JobComponent implements Component, LeavesFirst {
    private static final long DRAIN_LOOK_MILLIS = 200;

    private final LiveConfig live;
    private final List<JobRunner<?>> runners;
    private final BeanProvider<Leases> leases;
    private final PodId pod;
    private final SessionRegistry sessions;
    private final Ticker ticker;
    private final JobDirectory directory;
    private volatile Optional<JobBoard> board = Optional.empty();
    private Optional<Runnable> subscription = Optional.empty();
    private Optional<Ticker.Registration> drainLook = Optional.empty();

    JobComponent(
            LiveConfig live,
            List<JobRunner<?>> runners,
            BeanProvider<Leases> leases,
            PodId pod,
            SessionRegistry sessions,
            Ticker ticker,
            JobDirectory directory) {
        this.live = live;
        this.runners = List.copyOf(runners);
        this.leases = leases;
        this.pod = pod;
        this.sessions = sessions;
        this.ticker = ticker;
        this.directory = directory;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public Stage stage() {
        return Stage.SOURCES;
    }

    @Override
    public synchronized void start() {
        if (runners.isEmpty()) {
            return;
        }
        JobBoard opened = new JobBoard(runners, leases.get(), pod.value());
        board = Optional.of(opened);
        directory.set(opened);
        subscription = Optional.of(live.subscribe(_ -> opened.refresh()));
        drainLook = Optional.of(ticker.every(DRAIN_LOOK_MILLIS, this::leaveIfDrained));
        opened.refresh();
    }

    /** Jobs move before the sessions do. */
    private void leaveIfDrained() {
        if (sessions.refusal().isPresent()) {
            leave();
        }
    }

    /** Lets other pods go on with the jobs; takes no more. */
    @Override
    public void leave() {
        board.ifPresent(JobBoard::leave);
    }

    /** Runners want other jobs than before. */
    public void refresh() {
        board.ifPresent(JobBoard::refresh);
    }

    /** The jobs; empty before the start, and where there are no runners. */
    public Optional<JobBoard> board() {
        return board;
    }

    @Override
    public synchronized void stop() {
        drainLook.ifPresent(Ticker.Registration::close);
        subscription.ifPresent(Runnable::run);
        board.ifPresent(JobBoard::close);
    }
}
