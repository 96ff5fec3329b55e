package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.control.JobBalance.Move;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Lease;
import io.millrace.runtime.config.PublishPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobBalanceTest {
    private static final int SEEDS = 200;
    private static final long SETTLED = 5_000;

    private final JobBalance balance = new JobBalance();

    @Test
    void next_podJoinsLate_getsItsShareAndNoMore() {
        Jobs jobs = new Jobs(20);
        jobs.join("pod1");
        jobs.pass(SETTLED);
        assertEquals(Optional.empty(), jobs.next());
        jobs.join("pod2");
        jobs.join("pod3");
        assertEquals(Optional.empty(), jobs.next(), "they have just come");
        jobs.pass(SETTLED);
        assertEquals(13, jobs.moveUntilQuiet());
        assertEquals(Map.of("pod1", 7, "pod2", 7, "pod3", 6), jobs.counts());
    }

    @Test
    void next_smallDifference_isLeftAlone() {
        Jobs jobs = new Jobs(2);
        jobs.join("pod1");
        jobs.join("pod2");
        jobs.pass(SETTLED);
        assertEquals(Map.of("pod1", 2, "pod2", 0), jobs.counts());
        assertEquals(0, jobs.moveUntilQuiet());
    }

    @Test
    void next_oneMoved_itIsLeftAloneForAWhile() {
        Jobs jobs = new Jobs(3);
        jobs.join("pod1");
        jobs.join("pod2");
        jobs.pass(SETTLED);
        Move first = jobs.next().orElseThrow();
        jobs.move(first);
        jobs.join("pod1");
        assertEquals("pod2", first.to());
        assertEquals(Optional.empty(), jobs.next());
    }

    @Test
    void next_podOutOfSight_neitherGivesNorTakes() {
        Jobs jobs = new Jobs(9);
        jobs.join("pod1");
        jobs.join("pod2");
        jobs.pass(SETTLED);
        assertEquals(Optional.empty(), jobs.next(Set.of("pod1")));
        assertEquals(Optional.empty(), jobs.next(Set.of("pod2")));
        assertTrue(jobs.next(Set.of("pod1", "pod2")).isPresent());
    }

    @Test
    void next_otherKindsAndPaths_doNotCount() {
        Jobs jobs = new Jobs(4);
        jobs.join("pod1");
        jobs.join("pod2");
        for (int number = 0; number < 9; number++) {
            jobs.acquire("~job/push/" + number, "pod2");
            jobs.acquire("path" + number, "pod2");
        }
        jobs.pass(SETTLED);
        assertEquals("~job/source/", jobs.next().orElseThrow().lease().substring(0, 12));
    }

    /**
     * Pods come, go and die while jobs move: every job is one pod's, and in the end all is even.
     */
    @Test
    void simulation_anySeed_eachJobIsOnOnePodAndItComesToRest() {
        int moves = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            Jobs jobs = new Jobs(1 + random.nextInt(40));
            Set<String> pods = new TreeSet<>();
            for (int step = 0; step < 120; step++) {
                String pod = "pod" + random.nextInt(6);
                switch (random.nextInt(12)) {
                    case 0, 1 -> pods.add(pod);
                    case 2 -> {
                        if (pods.remove(pod)) {
                            jobs.apply(new LeaseCommand.EndPod(pod, "gone"));
                        }
                    }
                    default -> moves += jobs.next(pods).map(jobs::move).isPresent() ? 1 : 0;
                }
                pods.forEach(jobs::join);
                jobs.pass(random.nextInt(3_000));
                jobs.check(pods);
            }
            jobs.pass(SETTLED);
            jobs.moveUntilQuiet();
            Map<String, Integer> counts = jobs.counts();
            int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
            int least = counts.values().stream().mapToInt(count -> count).min().orElse(0);
            assertTrue(most - least <= 2, "seed " + seed + ": " + counts);
        }
        assertTrue(moves > SEEDS, "too few moves to tell: " + moves);
    }

    /** Jobs as control leases them. */
    private final class Jobs {
        private final List<String> leases;
        private final LeaseState state = new LeaseState();
        private final Set<String> known = new HashSet<>();
        private long nowMillis = 1_000_000;
        private long requests;

        Jobs(int count) {
            leases = IntStream.range(0, count).mapToObj(number -> "~job/source/" + number).toList();
        }

        void acquire(String lease, String pod) {
            String id = "request" + requests++;
            apply(new LeaseCommand.Acquire(lease, pod, pod, id, PublishPolicy.STANDBY));
        }

        /** The pod asks for every job that it neither has nor waits for. */
        void join(String pod) {
            known.add(pod);
            Set<String> its = new HashSet<>();
            all().filter(lease -> lease.getPod().equals(pod))
                    .forEach(lease -> its.add(lease.getPath()));
            leases.stream().filter(lease -> !its.contains(lease)).forEach(one -> acquire(one, pod));
        }

        private Stream<Lease> all() {
            return Stream.concat(state.leases().stream(), state.standbys().stream());
        }

        void apply(LeaseCommand command) {
            for (LeaseChange change : state.decide(command, nowMillis).changes()) {
                state.replay(change);
            }
        }

        void pass(long millis) {
            nowMillis += millis;
        }

        Optional<Move> next() {
            return next(known);
        }

        Optional<Move> next(Set<String> ready) {
            return balance.next(state.leases(), state.standbys(), ready::contains, nowMillis);
        }

        Move move(Move move) {
            Lease held = state.holder(move.lease()).orElseThrow();
            assertEquals(move.from(), held.getPod());
            apply(new LeaseCommand.Release(move.lease(), 0, held.getRequestId(), move.to()));
            assertEquals(move.to(), state.holder(move.lease()).orElseThrow().getPod());
            return move;
        }

        int moveUntilQuiet() {
            int moves = 0;
            Optional<Move> next = next();
            while (next.isPresent()) {
                Move moved = move(next.get());
                join(moved.from());
                moves++;
                assertTrue(moves <= leases.size() * 6, "it comes to no rest");
                pass(SETTLED);
                next = next();
            }
            return moves;
        }

        Map<String, Integer> counts() {
            Map<String, Integer> counts = new TreeMap<>();
            all().forEach(lease -> counts.merge(lease.getPod(), 0, Integer::sum));
            state.leases().forEach(lease -> counts.merge(lease.getPod(), 1, Integer::sum));
            return counts;
        }

        void check(Set<String> pods) {
            List<String> held = new ArrayList<>();
            state.leases().forEach(lease -> held.add(lease.getPath()));
            assertEquals(pods.isEmpty() ? 0 : leases.size(), held.size());
            assertEquals(held.size(), Set.copyOf(held).size(), "two hold a job");
        }
    }
}
