package io.millrace.control;

import io.millrace.control.LeaseDecision.Answer;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.runtime.job.JobNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who holds which path, in one partition. A command yields records, and the state changes only by
 * replaying them, so that a new owner comes to the same state.
 *
 * <pre>
 * path   free (epoch e)   -Acquire→          held (epoch e+1)
 *        held (epoch e)   -Acquire→          override: held (epoch e+1), the old lease is revoked
 *                                            refuse:   no change, refused
 *                                            standby:  no change, waits in line
 *                                            one that gives way is overridden by all others, and
 *                                            waits behind them
 *        held (epoch e)   -Release e→        free (epoch e), or the next in line has epoch e+1
 *        held (epoch e)   -EndPod of holder→ likewise; those of the pod leave the line
 * job    is a path whose next is, of those in line, the pod that the release names, or the one that
 *        holds the fewest leases
 * </pre>
 *
 * A request that was answered before gets the same answer. All else changes nothing. Epochs never
 * go back. Not thread-safe.
 */
final class LeaseState {
    private static final int LONGEST_LINE = 16;
    private static final int KEPT_ENDED = 16;

    private final Map<String, LeaseRecord> records = new HashMap<>();
    private final Map<String, Long> burnt = new HashMap<>();

    /** What the command comes to now; changes nothing. */
    LeaseDecision decide(LeaseCommand command, long nowMillis) {
        return switch (command) {
            case LeaseCommand.Acquire acquire -> acquire(acquire, nowMillis);
            case LeaseCommand.Release release -> release(release, nowMillis);
            case LeaseCommand.EndPod endPod -> endPod(endPod, nowMillis);
            case LeaseCommand.Rewrite(String path) -> rewrite(path);
        };
    }

    private LeaseDecision acquire(LeaseCommand.Acquire command, long nowMillis) {
        LeaseRecord now = record(command.path());
        Optional<Answer> before = answerBefore(command.requestId(), now);
        if (before.isPresent()) {
            return LeaseDecision.unchanged(before.get());
        }
        Lease asked =
                Lease.newBuilder()
                        .setPath(command.path())
                        .setPod(command.pod())
                        .setPublisher(command.publisher())
                        .setGrantedAtMillis(nowMillis)
                        .setRequestId(command.requestId())
                        .setYields(command.yields())
                        .build();
        if (!now.hasHolder()) {
            return grant(asked, now, "");
        }
        if (command.yields()) {
            return queue(asked, now);
        }
        String taken = "the path was taken by " + command.publisher();
        if (now.getHolder().getYields()) {
            return grant(asked, now, taken);
        }
        return switch (command.policy()) {
            case OVERRIDE -> grant(asked, now, taken);
            case REFUSE -> LeaseDecision.unchanged(new Answer.Refused(beingPublished(now)));
            case STANDBY -> queue(asked, now);
        };
    }

    /** What a request got when it came before. */
    private static Optional<Answer> answerBefore(String requestId, LeaseRecord now) {
        Optional<Answer> granted =
                Stream.concat(Stream.of(now.getHolder()), now.getEndedList().stream())
                        .filter(lease -> lease.getRequestId().equals(requestId))
                        .findFirst()
                        .map(Answer.Granted::new);
        return granted.or(() ->
                now.getStandbysList().stream()
                        .filter(lease -> lease.getRequestId().equals(requestId))
                        .findFirst()
                        .map(Answer.Standby::new));
    }

    /** The record when its holder's lease has ended. */
    private static LeaseRecord.Builder ended(LeaseRecord now) {
        LeaseRecord.Builder after = now.toBuilder().clearHolder();
        if (now.hasHolder()) {
            after.addEnded(now.getHolder());
            if (after.getEndedCount() > KEPT_ENDED) {
                after.removeEnded(0);
            }
        }
        return after;
    }

    private LeaseDecision grant(Lease asked, LeaseRecord now, String reason) {
        Lease lease = asked.toBuilder().setEpoch(nextEpoch(asked.getPath())).build();
        LeaseRecord record =
                ended(now).setEpoch(lease.getEpoch()).setHolder(lease).setReason(reason).build();
        return new LeaseDecision(
                List.of(new LeaseChange(asked.getPath(), record)), new Answer.Granted(lease));
    }

    private static LeaseDecision queue(Lease asked, LeaseRecord now) {
        if (now.getStandbysCount() >= LONGEST_LINE) {
            String reason = beingPublished(now) + ", and " + LONGEST_LINE + " stand by already";
            return LeaseDecision.unchanged(new Answer.Refused(reason));
        }
        LeaseRecord record = now.toBuilder().addStandbys(placeOf(asked, now), asked).build();
        return new LeaseDecision(
                List.of(new LeaseChange(asked.getPath(), record)), new Answer.Standby(asked));
    }

    /** Behind all, but before those that give way. */
    private static int placeOf(Lease asked, LeaseRecord now) {
        int place = now.getStandbysCount();
        while (!asked.getYields() && place > 0 && now.getStandbys(place - 1).getYields()) {
            place--;
        }
        return place;
    }

    private static String beingPublished(LeaseRecord record) {
        Lease holder = record.getHolder();
        return "path '" + holder.getPath() + "' is being published by " + holder.getPublisher();
    }

    private LeaseDecision release(LeaseCommand.Release command, long nowMillis) {
        LeaseRecord now = record(command.path());
        boolean holds =
                now.hasHolder()
                        && (command.requestId().isEmpty()
                                ? now.getHolder().getEpoch() == command.epoch()
                                : now.getHolder().getRequestId().equals(command.requestId()));
        List<Lease> line =
                now.getStandbysList().stream()
                        .filter(waiting -> !waiting.getRequestId().equals(command.requestId()))
                        .toList();
        if (!holds && line.size() == now.getStandbysCount()) {
            return LeaseDecision.unchanged(new Answer.Done());
        }
        LeaseRecord without = now.toBuilder().clearStandbys().addAllStandbys(line).build();
        LeaseRecord after = holds ? released(command, without, nowMillis) : without;
        return new LeaseDecision(
                List.of(new LeaseChange(command.path(), after)), new Answer.Done());
    }

    private LeaseRecord released(LeaseCommand.Release command, LeaseRecord now, long nowMillis) {
        for (int place = 0; place < now.getStandbysCount(); place++) {
            if (now.getStandbys(place).getPod().equals(command.toPod())) {
                return promoted(place, now, "", nowMillis);
            }
        }
        return freed(command.path(), now, "", nowMillis, load());
    }

    private LeaseDecision endPod(LeaseCommand.EndPod command, long nowMillis) {
        List<LeaseChange> changes = new ArrayList<>();
        Map<String, Integer> load = load();
        records.forEach((path, now) -> {
            if (!path.startsWith(command.prefix())) {
                return;
            }
            List<Lease> line =
                    now.getStandbysList().stream()
                            .filter(waiting -> !waiting.getPod().equals(command.pod()))
                            .toList();
            boolean holds = now.hasHolder() && now.getHolder().getPod().equals(command.pod());
            if (holds || line.size() < now.getStandbysCount()) {
                LeaseRecord without = now.toBuilder().clearStandbys().addAllStandbys(line).build();
                LeaseRecord after =
                        holds ? freed(path, without, command.reason(), nowMillis, load) : without;
                changes.add(new LeaseChange(path, after));
            }
        });
        return new LeaseDecision(changes, new Answer.Done());
    }

    /** Leases that each pod holds. */
    private Map<String, Integer> load() {
        Map<String, Integer> load = new HashMap<>();
        records.values().stream()
                .filter(LeaseRecord::hasHolder)
                .forEach(record -> load.merge(record.getHolder().getPod(), 1, Integer::sum));
        return load;
    }

    /**
     * The holder is gone: the next in line has the path, if any.
     *
     * @param load of each pod; who has the path now has more
     */
    private LeaseRecord freed(
            String path,
            LeaseRecord now,
            String reason,
            long nowMillis,
            Map<String, Integer> load) {
        if (now.getStandbysCount() == 0) {
            return ended(now).setReason(reason).build();
        }
        int place = JobNames.isJob(path) ? leastLoaded(now, load) : 0;
        load.merge(now.getStandbys(place).getPod(), 1, Integer::sum);
        return promoted(place, now, reason, nowMillis);
    }

    /** The holder is gone, and the one at this place in line has the path. */
    private LeaseRecord promoted(int place, LeaseRecord now, String reason, long nowMillis) {
        Lease waiting = now.getStandbys(place);
        Lease next =
                waiting.toBuilder()
                        .setEpoch(nextEpoch(waiting.getPath()))
                        .setGrantedAtMillis(nowMillis)
                        .build();
        return ended(now)
                .setReason(reason)
                .setEpoch(next.getEpoch())
                .setHolder(next)
                .removeStandbys(place)
                .build();
    }

    /** A job goes to the pod that holds the fewest leases; of several the first in line. */
    private static int leastLoaded(LeaseRecord now, Map<String, Integer> load) {
        int best = 0;
        for (int place = 1; place < now.getStandbysCount(); place++) {
            int one = load.getOrDefault(now.getStandbys(place).getPod(), 0);
            if (one < load.getOrDefault(now.getStandbys(best).getPod(), 0)) {
                best = place;
            }
        }
        return best;
    }

    private LeaseDecision rewrite(String path) {
        LeaseRecord record =
                record(path).toBuilder().setEpoch(nextEpoch(path) - 1).setReason("").build();
        return new LeaseDecision(List.of(new LeaseChange(path, record)), new Answer.Done());
    }

    /**
     * Takes a valid record over; one with an older epoch than known is dropped.
     *
     * @return the record before
     */
    LeaseRecord replay(LeaseChange change) {
        LeaseRecord before = record(change.path());
        if (change.record().getEpoch() >= before.getEpoch()) {
            records.put(change.path(), change.record());
        }
        return before;
    }

    /** The newest epoch that was granted; 0 if none ever was. */
    long epoch(String path) {
        return record(path).getEpoch();
    }

    /** Never grants {@code epoch} of the path: a void record has it. */
    void burn(String path, long epoch) {
        burnt.merge(path, epoch, Math::max);
    }

    private long nextEpoch(String path) {
        return Math.max(epoch(path), burnt.getOrDefault(path, 0L)) + 1;
    }

    private LeaseRecord record(String path) {
        return records.getOrDefault(path, LeaseRecord.getDefaultInstance());
    }

    Optional<Lease> holder(String path) {
        LeaseRecord record = record(path);
        return record.hasHolder() ? Optional.of(record.getHolder()) : Optional.empty();
    }

    /** Leases that are held, by path. */
    List<Lease> leases() {
        return records.keySet().stream().sorted().flatMap(path -> holder(path).stream()).toList();
    }

    /** Those that wait, by path and turn. */
    List<Lease> standbys() {
        return records.keySet().stream()
                .sorted()
                .flatMap(path -> record(path).getStandbysList().stream())
                .toList();
    }
}
