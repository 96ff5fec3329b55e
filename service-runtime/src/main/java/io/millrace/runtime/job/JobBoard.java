package io.millrace.runtime.job;

import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that this pod does or stands by for. For every job that a runner wants it asks control
 * for the job's lease: who gets it does the job, the others wait in line and take over when that
 * pod dies, is drained, or stops. Thread-safe; slots are confined to one thread of the board.
 */
public final class JobBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobBoard.class);
    private static final long LONGEST_TURN_MILLIS = 150;
    private static final long CLOSE_SECONDS = 5;

    private final List<JobRunner<?>> runners;
    private final JobSlot.Surroundings surroundings;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("jobs").factory());
    private final Map<String, JobSlot<?>> slots = new HashMap<>();
    private volatile List<RunningJob> running = List.of();
    private boolean left;

    /**
     * Does nothing before {@link #refresh}.
     *
     * @param leases that jobs are asked of, by a pod of this name
     */
    public JobBoard(List<? extends JobRunner<?>> runners, Leases leases, String pod) {
        this.runners = List.copyOf(runners);
        this.surroundings = new JobSlot.Surroundings(leases, pod, new BoardTimer());
    }

    private final class BoardTimer implements JobSlot.Timer {
        @Override
        public void run(Runnable step) {
            onThread(() -> {
                step.run();
                publish();
            });
        }

        @Override
        public void later(long millis, Runnable step) {
            try {
                var _ = thread.schedule(step, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("no more jobs", stopped);
            }
        }
    }

    private void onThread(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("no more jobs", stopped);
        }
    }

    /** Looks at what the runners want now. */
    public void refresh() {
        onThread(() -> {
            if (!left) {
                Set<String> wanted = new HashSet<>();
                runners.forEach(runner -> take(runner, wanted));
                closeOthers(wanted);
                publish();
            }
        });
    }

    private <S> void take(JobRunner<S> runner, Set<String> wanted) {
        for (Job<S> job : runner.wanted()) {
            String name = JobNames.leaseOf(job).value();
            wanted.add(name);
            JobSlot<?> existing = slots.get(name);
            if (existing == null) {
                JobSlot<S> slot = new JobSlot<>(runner, job, surroundings);
                slots.put(name, slot);
                slot.begin(JobSlot.turnMillis(surroundings.pod(), job, LONGEST_TURN_MILLIS));
            } else {
                @SuppressWarnings("unchecked") // a name tells the kind, and a kind has one runner
                JobSlot<S> slot = (JobSlot<S>) existing;
                slot.update(job);
            }
        }
    }

    private void closeOthers(Set<String> wanted) {
        for (String name : List.copyOf(slots.keySet())) {
            if (!wanted.contains(name)) {
                Optional.ofNullable(slots.remove(name)).ifPresent(JobSlot::close);
            }
        }
    }

    private void publish() {
        List<RunningJob> now = new ArrayList<>();
        slots.values().forEach(slot -> slot.running().ifPresent(now::add));
        running = List.copyOf(now);
    }

    /** How the jobs go that this pod does. */
    public List<JobStatus> statuses() {
        return running.stream().map(RunningJob::status).toList();
    }

    /** The job that runs here; empty if it does not. */
    public Optional<RunningJob> find(JobKind kind, String path, String id) {
        return running.stream()
                .filter(job -> {
                    JobStatus status = job.status();
                    return status.kind() == kind
                            && status.path().value().equals(path)
                            && status.id().equals(id);
                })
                .findFirst();
    }

    /** Stops the job of this lease here, so that the pod named goes on with it; then stands by. */
    public void handOver(PathName lease, String toPod) {
        onThread(() -> {
            Optional.ofNullable(slots.get(lease.value())).ifPresent(slot -> slot.handOver(toPod));
            publish();
        });
    }

    /** Stops all jobs here, so that other pods go on with them, and takes no more. */
    public void leave() {
        var _ = left();
    }

    private CompletableFuture<Void> left() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                left = true;
                closeOthers(Set.of());
                publish();
                done.complete(null);
            });
        } catch (RejectedExecutionException stopped) {
            done.complete(null);
        }
        return done;
    }

    /** Leaves, and waits for it. */
    @Override
    public void close() {
        try {
            left().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            LOG.warn("jobs did not stop in order", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}
