package io.millrace.control;

import io.millrace.control.JobBalance.Move;
import io.millrace.proto.control.HandOver;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has pods hand jobs over to those that have fewer, one after the other at an even pace. The pod
 * stops the job itself, as when it is drained, and gives its lease back to the other. Only the
 * replica that owns the first partition does so, for all of them. Confined to the coordinator's
 * thread once started.
 */
final class JobMover {
    private static final Logger LOG = LoggerFactory.getLogger(JobMover.class);
    private static final long MINUTE_MILLIS = 60_000;

    /** How long a pod may take before the next move is tried. */
    private static final long PATIENCE_MILLIS = 10_000;

    private final LeaseCoordinator coordinator;
    private final PodWatches watches;
    private final InstantSource clock;
    private final JobBalance balance = new JobBalance();
    private Optional<Asked> asked = Optional.empty();

    private record Asked(Move move, long atMillis) {}

    JobMover(LeaseCoordinator coordinator, PodWatches watches, InstantSource clock) {
        this.coordinator = coordinator;
        this.watches = watches;
        this.clock = clock;
    }

    /**
     * Begins to look.
     *
     * @param movesPerMinute 0: never
     */
    void start(ScheduledExecutorService timer, int movesPerMinute) {
        if (movesPerMinute > 0) {
            long pause = MINUTE_MILLIS / movesPerMinute;
            var _ = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        var _ =
                coordinator.query(all -> {
                    if (!all.isEmpty() && all.getFirst().isOwner()) {
                        consider(all);
                    }
                    return all.size();
                });
    }

    private void consider(List<LeasePartition> all) {
        List<Lease> held = all.stream().flatMap(each -> each.leases().stream()).toList();
        long now = clock.millis();
        asked = asked.filter(one -> now - one.atMillis < PATIENCE_MILLIS && isOpen(one.move, held));
        if (asked.isPresent()) {
            return;
        }
        List<Lease> waiting = all.stream().flatMap(each -> each.standbys().stream()).toList();
        Optional<Move> next = balance.next(held, waiting, watches::isWatching, now);
        next.ifPresent(this::ask);
        asked = next.map(move -> new Asked(move, now));
    }

    private static boolean isOpen(Move move, List<Lease> held) {
        return held.stream()
                .anyMatch(lease ->
                        lease.getPath().equals(move.lease()) && lease.getPod().equals(move.from()));
    }

    private void ask(Move move) {
        LOG.info("{} is to hand {} over to {}", move.from(), move.lease(), move.to());
        HandOver handOver = HandOver.newBuilder().setPath(move.lease()).setToPod(move.to()).build();
        watches.send(move.from(), LeaseEvent.newBuilder().setHandOver(handOver).build());
    }
}
