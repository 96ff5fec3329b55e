package io.millrace.control;

import io.millrace.control.LeaseDecision.Revocation;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands one after another on one thread: decide, write, replay, answer. Thread-safe; does
 * not block the caller. Waiting commands are bounded; more are refused.
 */
final class LeaseCoordinator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseCoordinator.class);
    private static final int WAITING_COMMANDS = 10_000;

    private final LeaseState state = new LeaseState();
    private final LeaseLog log;
    private final InstantSource clock;
    private final Counters counters;
    private final Consumer<Revocation> onRevoked;
    private final ExecutorService thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(WAITING_COMMANDS),
                    Thread.ofPlatform().daemon().name("lease-coordinator").factory());

    /**
     * @param onRevoked told on the coordinator's thread, before the command's answer; must not
     *     block
     */
    LeaseCoordinator(
            LeaseLog log, InstantSource clock, Counters counters, Consumer<Revocation> onRevoked) {
        this.log = log;
        this.clock = clock;
        this.counters = counters;
        this.onRevoked = onRevoked;
    }

    /** Brings the state to where the log stands; blocks. Called once, before any command. */
    void start() throws IOException {
        log.replay(state::replay);
        LOG.info("replayed the leases: {} are held", state.leases().size());
    }

    CompletableFuture<LeaseDecision> submit(LeaseCommand command) {
        return run(() -> execute(command));
    }

    /** Ends the leases of a pod, unless {@code isBack} at the command's turn. */
    CompletableFuture<LeaseDecision> endPod(String pod, Predicate<String> isBack) {
        return run(() ->
                isBack.test(pod) ? LeaseDecision.none() : execute(new LeaseCommand.EndPod(pod)));
    }

    /** Leases that are held, as they stand at this command's turn. */
    CompletableFuture<List<Lease>> leases() {
        return run(state::leases);
    }

    private <T> CompletableFuture<T> run(Step<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            thread.execute(() -> complete(result, step));
        } catch (RejectedExecutionException full) {
            counters.counter("control_commands", "result", "refused").increment();
            result.completeExceptionally(new IOException("control has too much to do", full));
        }
        return result;
    }

    /** The thread's edge: whatever fails is the caller's answer. */
    private static <T> void complete(CompletableFuture<T> result, Step<T> step) {
        try {
            result.complete(step.run());
        } catch (IOException | RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    private LeaseDecision execute(LeaseCommand command) throws IOException {
        LeaseDecision decision = state.decide(command, clock.millis());
        if (decision.changes().isEmpty()) {
            return decision;
        }
        try {
            log.append(decision.changes());
        } catch (IOException unwritten) {
            burn(decision.changes());
            counters.counter("control_commands", "result", "failed").increment();
            LOG.warn("{} could not be written: {}", command, unwritten.toString());
            throw unwritten;
        }
        decision.changes().forEach(state::replay);
        decision.revoked().forEach(onRevoked);
        counters.counter("control_commands", "result", "done").increment();
        LOG.info("{} → {}", command, shown(decision));
        return decision;
    }

    /**
     * A write that failed may still be in the log: its epoch must not be granted again. Whoever
     * held the path holds it on.
     */
    private void burn(List<LeaseChange> changes) {
        for (LeaseChange change : changes) {
            state.burn(change.path(), change.record().getEpoch());
        }
    }

    private static String shown(LeaseDecision decision) {
        List<String> parts = new ArrayList<>();
        for (LeaseChange change : decision.changes()) {
            LeaseRecord record = change.record();
            parts.add(
                    "path=%s epoch=%d %s"
                            .formatted(
                                    change.path(),
                                    record.getEpoch(),
                                    record.hasHolder() ? "granted" : "free"));
        }
        return String.join(", ", parts);
    }

    /** Ends the thread; commands that wait are refused. */
    @Override
    public void close() {
        thread.shutdownNow();
        log.close();
    }
}
