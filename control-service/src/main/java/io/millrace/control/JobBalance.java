package io.millrace.control;

import io.millrace.proto.control.Lease;
import io.millrace.runtime.job.JobNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Says which job should move to which pod, so that pods have about as many jobs of a kind. One job
 * at a time: the next is found when this one has moved. It begins when some pod has {@link #BEGIN}
 * more than another that stands by for its jobs, and goes on until the difference is less than
 * {@link #GO_ON}; no move reverses an order, so what has come to rest stays. Pods and jobs that are
 * new or have just moved are left alone for a while. Not thread-safe.
 */
final class JobBalance {
    private static final int BEGIN = 3;
    private static final int GO_ON = 2;
    private static final long SETTLED_MILLIS = 5_000;

    private final Set<String> uneven = new HashSet<>();

    /**
     * A job that should move.
     *
     * @param lease of the job
     */
    record Move(String lease, String from, String to) {}

    private record Candidate(Move move, String kind, int difference) {}

    /**
     * The job whose move evens most.
     *
     * @param held all leases that are held, also those of paths
     * @param waiting all who stand by
     * @param ready whether a pod may give and take jobs
     */
    Optional<Move> next(
            List<Lease> held, List<Lease> waiting, Predicate<String> ready, long nowMillis) {
        Map<String, Integer> counts = counts(held);
        Map<String, Lease> holders = new HashMap<>();
        held.stream().filter(JobBalance::isJob).forEach(job -> holders.put(job.getPath(), job));
        List<Candidate> candidates = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        for (Lease place : waiting) {
            Optional<Lease> holder = Optional.ofNullable(holders.get(place.getPath()));
            if (holder.isEmpty() || !isSettled(holder.get(), ready, nowMillis)) {
                continue;
            }
            String kind = kind(place);
            int difference =
                    counts.getOrDefault(kind + holder.get().getPod(), 0)
                            - counts.getOrDefault(kind + place.getPod(), 0);
            if (difference >= GO_ON && isSettled(place, ready, nowMillis)) {
                kinds.add(kind);
                Move move = new Move(place.getPath(), holder.get().getPod(), place.getPod());
                candidates.add(new Candidate(move, kind, difference));
            }
        }
        uneven.retainAll(kinds);
        candidates.stream()
                .filter(one -> one.difference >= BEGIN)
                .forEach(one -> uneven.add(one.kind));
        return candidates.stream()
                .filter(one -> uneven.contains(one.kind))
                .max(
                        Comparator.comparingInt(Candidate::difference)
                                .thenComparing(one -> one.move.lease()))
                .map(Candidate::move);
    }

    private static boolean isSettled(Lease lease, Predicate<String> ready, long nowMillis) {
        return nowMillis - lease.getGrantedAtMillis() >= SETTLED_MILLIS
                && ready.test(lease.getPod());
    }

    private static boolean isJob(Lease lease) {
        return JobNames.isJob(lease.getPath());
    }

    /** What jobs of one kind begin with. */
    private static String kind(Lease job) {
        return job.getPath().substring(0, job.getPath().lastIndexOf('/') + 1);
    }

    /** How many jobs a pod holds, by kind and pod. */
    private static Map<String, Integer> counts(List<Lease> held) {
        Map<String, Integer> counts = new HashMap<>();
        held.stream()
                .filter(JobBalance::isJob)
                .forEach(job -> counts.merge(kind(job) + job.getPod(), 1, Integer::sum));
        return counts;
    }
}
