package io.millrace.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Member;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all partitions of the leases on one thread: what the log says, what is asked, what fails.
 * Thread-safe; does not block the caller but in {@link #start} and {@link #awaitAll}.
 */
final class LeaseCoordinator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseCoordinator.class);
    private static final long TICK_MILLIS = 500;

    private final LeaseLog log;
    private final InstantSource clock;
    private final Counters counters;
    private final Observer observer;
    private final CountDownLatch ownsAll = new CountDownLatch(1);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease-coordinator").factory());
    private volatile List<LeasePartition> partitions = List.of();

    /** Told on the coordinator's thread; must not block. */
    interface Observer {
        /** A path's record was replaced; tell whom it concerns. */
        void changed(LeaseChange change, LeaseRecord before);

        /** Another replica owns something, by partition. */
        void topology(List<Optional<Member>> owners);

        /** This replica owns these leases now; their pods should be in sight. */
        void owned(List<Lease> leases);
    }

    LeaseCoordinator(LeaseLog log, InstantSource clock, Counters counters, Observer observer) {
        this.log = log;
        this.clock = clock;
        this.counters = counters;
        this.observer = observer;
    }

    /** Brings the state to where the log stands, and goes on from there as {@code self}; blocks. */
    void start(Member self) throws IOException {
        int count = log.open();
        Effects effects = new Effects();
        List<LeasePartition> made = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            made.add(new LeasePartition(number, self, clock, effects));
        }
        partitions = List.copyOf(made);
        log.follow(new Reader());
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> partitions.forEach(LeasePartition::tick),
                        TICK_MILLIS,
                        TICK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** Waits until this replica owns every partition; false if it does not come to that. */
    boolean awaitAll(long timeoutMillis) throws InterruptedException {
        return ownsAll.await(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Whether this replica decided on the path a moment ago. */
    boolean owns(String path) {
        List<LeasePartition> all = partitions;
        return !all.isEmpty() && all.get(partition(path, all.size())).isOwner();
    }

    /** Which partition a path belongs to. */
    static int partition(String path, int count) {
        CRC32 hash = new CRC32();
        hash.update(path.getBytes(UTF_8));
        return (int) (hash.getValue() % count);
    }

    /**
     * The command's answer; fails with {@link NotOwnerException} if another replica must decide.
     */
    CompletableFuture<LeaseDecision> submit(String path, LeaseCommand command) {
        CompletableFuture<LeaseDecision> answer = new CompletableFuture<>();
        List<LeasePartition> all = partitions;
        if (all.isEmpty()) {
            answer.completeExceptionally(new NotOwnerException("it starts", Optional.empty()));
        } else {
            LeasePartition partition = all.get(partition(path, all.size()));
            run(answer, () -> partition.submit(command, answer));
        }
        return answer.whenComplete((decision, failure) -> count(command, decision, failure));
    }

    private void count(LeaseCommand command, LeaseDecision decision, Throwable failure) {
        String result = failure == null ? "done" : "not_owner";
        counters.counter("control_commands", "result", result).increment();
        if (failure == null && !decision.changes().isEmpty()) {
            LOG.info("{} → {}", command, decision.answer());
        }
    }

    /**
     * Ends a pod's leases, of {@code prefix} or all, in the partitions that are this replica's,
     * unless {@code isBack} at this call's turn.
     */
    void endPod(String pod, String reason, String prefix, Predicate<String> isBack) {
        LeaseCommand command = new LeaseCommand.EndPod(pod, reason, prefix);
        CompletableFuture<Void> all = new CompletableFuture<>();
        run(
                all,
                () -> {
                    for (LeasePartition partition : partitions) {
                        if (partition.isOwner() && !isBack.test(pod)) {
                            partition.submit(command, new CompletableFuture<>());
                        }
                    }
                    all.complete(null);
                });
    }

    /** What the partitions come to, at this call's turn. */
    <T> CompletableFuture<T> query(Function<List<LeasePartition>, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(answer, () -> answer.complete(question.apply(partitions)));
        return answer;
    }

    /** Leases that are held, by path, as far as this replica has read. */
    CompletableFuture<List<Lease>> leases() {
        return query(all ->
                all.stream()
                        .flatMap(partition -> partition.leases().stream())
                        .sorted(Comparator.comparing(Lease::getPath))
                        .toList());
    }

    private void run(CompletableFuture<?> answer, Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException stopped) {
            answer.completeExceptionally(new NotOwnerException("going down", Optional.empty()));
        }
    }

    /** What the log tells, brought to the thread. */
    private final class Reader implements LeaseLog.Listener {
        @Override
        public void entries(int partition, List<LogEntry> entries) {
            LeasePartition target = partitions.get(partition);
            CompletableFuture<Void> taken = new CompletableFuture<>();
            run(
                    taken,
                    () -> {
                        entries.forEach(target::read);
                        taken.complete(null);
                    });
            var _ = taken.exceptionally(_ -> null).join();
        }

        @Override
        public void assigned(Set<Integer> numbers) {
            LOG.info("partitions {} are this replica's", numbers);
            run(new CompletableFuture<>(), () -> assign(numbers));
        }

        private void assign(Set<Integer> numbers) {
            for (int number = 0; number < partitions.size(); number++) {
                if (numbers.contains(number)) {
                    partitions.get(number).assign();
                } else {
                    partitions.get(number).unassign();
                }
            }
        }
    }

    /** What partitions do. */
    private final class Effects implements LeasePartition.Output {
        @Override
        public void append(int partition, List<LogEntry> entries, long attempt) {
            log.append(partition, entries)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            counters.counter("control_failed_writes").increment();
                            LOG.warn("partition {} was not written", partition, failure);
                            String reason = "Kafka did not take it: " + failure.getMessage();
                            run(
                                    new CompletableFuture<>(),
                                    () -> partitions.get(partition).writeFailed(attempt, reason));
                        }
                    });
        }

        @Override
        public void changed(LeaseChange change, LeaseRecord before) {
            observer.changed(change, before);
        }

        @Override
        public void ownerChanged() {
            observer.topology(partitions.stream().map(LeasePartition::owner).toList());
            List<LeasePartition> owned =
                    partitions.stream().filter(LeasePartition::isOwner).toList();
            observer.owned(owned.stream().flatMap(each -> each.leases().stream()).toList());
            if (owned.size() == partitions.size()) {
                ownsAll.countDown();
            }
        }

        @Override
        public void voided() {
            counters.counter("control_void_records").increment();
        }
    }

    /** Ends the thread; commands that wait are refused. */
    @Override
    public void close() {
        log.close();
        thread.shutdownNow();
    }
}
