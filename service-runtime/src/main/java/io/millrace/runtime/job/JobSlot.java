package io.millrace.runtime.job;

import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job as this pod sees it. Confined to the board's thread.
 *
 * <pre>
 * Waiting  -time→                Asking
 * Asking   -lease, or place→     Standing
 * Asking   -refused→             Waiting
 * Standing -lease is held→       Running
 * Standing -revoked→             Waiting
 * Running  -revoked→             Waiting, the job is stopped
 * Running  -handed over→         Waiting, the job is stopped and the lease given back
 * any      -close→               Closed, the job is stopped and the lease given back
 * </pre>
 */
final class JobSlot<S> {
    private static final Logger LOG = LoggerFactory.getLogger(JobSlot.class);
    private static final long RETRY_MILLIS = 1_000;

    private final JobRunner<S> runner;
    private final Surroundings surroundings;
    private Job<S> job;
    private State state = new State.Waiting();

    /** What a slot needs of its board. */
    record Surroundings(Leases leases, String pod, Timer timer) {}

    /** The board's thread. */
    interface Timer {
        void run(Runnable step);

        void later(long millis, Runnable step);
    }

    private sealed interface State {
        record Waiting() implements State {}

        record Asking() implements State {}

        record Standing(Leases.Lease lease) implements State {}

        record Running(Leases.Lease lease, RunningJob work) implements State {}

        record Closed() implements State {}
    }

    JobSlot(JobRunner<S> runner, Job<S> job, Surroundings surroundings) {
        this.runner = runner;
        this.job = job;
        this.surroundings = surroundings;
    }

    /** Asks for the job's lease after {@code millis}. */
    void begin(long millis) {
        surroundings.timer().later(millis, this::ask);
    }

    Optional<RunningJob> running() {
        return state instanceof State.Running running
                ? Optional.of(running.work())
                : Optional.empty();
    }

    Job<S> job() {
        return job;
    }

    /** The same job, perhaps of another spec. */
    void update(Job<S> next) {
        boolean differs = !next.spec().equals(job.spec());
        job = next;
        if (differs && state instanceof State.Running(Leases.Lease lease, RunningJob work)) {
            LOG.info("path={} {} is started anew", job.path(), job.title());
            work.close();
            run(lease);
        }
    }

    private void ask() {
        if (!(state instanceof State.Waiting)) {
            return;
        }
        state = new State.Asking();
        Revocation revocation = new Revocation();
        surroundings
                .leases()
                .acquire(JobNames.leaseOf(job), job.title(), revocation::tell)
                .whenComplete((lease, failure) ->
                        surroundings
                                .timer()
                                .run(() -> {
                                    if (failure == null) {
                                        onLease(lease, revocation);
                                    } else {
                                        onRefused(failure);
                                    }
                                }));
    }

    private void onRefused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        LOG.debug("path={} {} is not leased: {}", job.path(), job.title(), cause.toString());
        pause();
    }

    private void pause() {
        if (!(state instanceof State.Closed)) {
            state = new State.Waiting();
            begin(RETRY_MILLIS);
        }
    }

    private void onLease(Leases.Lease lease, Revocation revocation) {
        if (!(state instanceof State.Asking)) {
            lease.release();
            return;
        }
        state = new State.Standing(lease);
        revocation.lease = Optional.of(lease);
        revocation.early.ifPresent(this::onRevoked);
        var _ =
                lease.held()
                        .thenAccept(epoch -> surroundings.timer().run(() -> onHeld(lease, epoch)));
    }

    private void onHeld(Leases.Lease lease, long epoch) {
        if (state instanceof State.Standing(Leases.Lease standing) && standing.equals(lease)) {
            LOG.info("path={} {} runs here, epoch {}", job.path(), job.title(), epoch);
            run(lease);
        }
    }

    private void run(Leases.Lease lease) {
        state = new State.Running(lease, runner.start(job));
    }

    private void onRevoked(EndReason reason) {
        LOG.info("path={} {} runs here no more: {}", job.path(), job.title(), reason.text());
        running().ifPresent(RunningJob::close);
        pause();
    }

    /** Stops it here if it runs, lets the pod named have it, and stands in line again. */
    void handOver(String toPod) {
        if (state instanceof State.Running(Leases.Lease lease, RunningJob work)) {
            LOG.info("path={} {} is handed over to {}", job.path(), job.title(), toPod);
            work.close();
            lease.releaseTo(toPod);
            pause();
        }
    }

    /** Stops it here and lets another pod have it. */
    void close() {
        State before = state;
        state = new State.Closed();
        switch (before) {
            case State.Standing(Leases.Lease lease) -> lease.release();
            case State.Running(Leases.Lease lease, RunningJob work) -> {
                work.close();
                lease.release();
            }
            case State.Waiting _, State.Asking _, State.Closed _ -> {
                // nothing is held; what is asked for is given back when it comes
            }
        }
    }

    /** Brings a revocation to the lease that it is of, even if it comes first. */
    private final class Revocation {
        private Optional<Leases.Lease> lease = Optional.empty();
        private Optional<EndReason> early = Optional.empty();

        void tell(EndReason reason) {
            surroundings.timer().run(() -> onThread(reason));
        }

        private void onThread(EndReason reason) {
            if (lease.isEmpty()) {
                early = Optional.of(reason);
                return;
            }
            switch (state) {
                case State.Standing(Leases.Lease ours) when ours.equals(lease.get()) ->
                        onRevoked(reason);
                case State.Running(Leases.Lease ours, RunningJob _) when ours.equals(lease.get()) ->
                        onRevoked(reason);
                case State.Standing _, State.Running _ -> LOG.debug("an old lease has ended");
                case State.Waiting _, State.Asking _, State.Closed _ ->
                        LOG.debug("a lease that is given back has ended");
            }
        }
    }

    /** How long this pod waits before it asks: each job has its own order of pods. */
    static long turnMillis(String pod, Job<?> job, long mostMillis) {
        int hash = (pod + "\n" + JobNames.leaseOf(job)).hashCode() * 0x9E3779B1;
        return Integer.toUnsignedLong(hash ^ (hash >>> 15)) % mostMillis;
    }
}
