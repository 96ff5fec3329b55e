package io.millrace.runtime.job;

import io.millrace.stream.PathName;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Where parts find the jobs of this pod, which begin later than they. Thread-safe. */
@Singleton
public final class JobDirectory {
    private final AtomicReference<Optional<JobBoard>> board =
            new AtomicReference<>(Optional.empty());

    void set(JobBoard opened) {
        board.set(Optional.of(opened));
    }

    /** Lets another pod have the job of this lease, if it runs here. */
    public void handOver(PathName lease, String toPod) {
        board.get().ifPresent(jobs -> jobs.handOver(lease, toPod));
    }

    /** How the jobs go that this pod does. */
    public List<JobStatus> statuses() {
        return board.get().map(JobBoard::statuses).orElse(List.of());
    }

    /** The job that runs here; empty if it does not. */
    public Optional<RunningJob> find(JobKind kind, String path, String id) {
        return board.get().flatMap(jobs -> jobs.find(kind, path, id));
    }
}
