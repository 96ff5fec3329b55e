package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseStateTest {
    private final LeaseState state = new LeaseState();

    @Test
    void acquire_freePath_grantsEpochOne() {
        Lease lease = acquire("a", "pod1");
        assertEquals(1, lease.getEpoch());
        assertEquals("pod1", lease.getPod());
        assertEquals(77, lease.getGrantedAtMillis());
        assertEquals(List.of(lease), state.leases());
    }

    @Test
    void acquire_heldPath_revokesTheOldAndGrantsTheNextEpoch() {
        Lease old = acquire("a", "pod1");
        LeaseDecision decision = apply(new LeaseCommand.Acquire("a", "pod2", "rtsp 1.2.3.4:5"));
        assertEquals(Optional.of(2L), decision.granted().map(Lease::getEpoch));
        assertEquals(
                List.of(new LeaseDecision.Revocation(old, "the path was taken by rtsp 1.2.3.4:5")),
                decision.revoked());
    }

    @Test
    void decide_notReplayed_changesNothing() {
        assertEquals(1, state.decide(acquisition("a", "pod1"), 0).changes().size());
        assertEquals(List.of(), state.leases());
        assertEquals(0, state.epoch("a"));
    }

    @Test
    void release_newestEpoch_freesThePathAndKeepsTheEpoch() {
        acquire("a", "pod1");
        apply(new LeaseCommand.Release("a", 1));
        assertEquals(List.of(), state.leases());
        assertEquals(2, acquire("a", "pod1").getEpoch());
    }

    @Test
    void release_olderEpochOrUnknownPath_isNothing() {
        acquire("a", "pod1");
        Lease held = acquire("a", "pod2");
        assertEquals(LeaseDecision.none(), apply(new LeaseCommand.Release("a", 1)));
        assertEquals(LeaseDecision.none(), apply(new LeaseCommand.Release("b", 1)));
        assertEquals(List.of(held), state.leases());
    }

    @Test
    void endPod_holder_freesItsPathsOnly() {
        acquire("a", "pod1");
        Lease other = acquire("b", "pod2");
        acquire("c", "pod1");
        LeaseDecision decision = apply(new LeaseCommand.EndPod("pod1"));
        assertEquals(2, decision.revoked().size());
        assertEquals(List.of(other), state.leases());
        assertEquals(LeaseDecision.none(), apply(new LeaseCommand.EndPod("pod1")));
    }

    @Test
    void burn_epoch_isNeverGranted() {
        acquire("a", "pod1");
        state.burn("a", 2);
        assertEquals(3, acquire("a", "pod1").getEpoch());
    }

    @Test
    void replay_olderEpoch_isDropped() {
        acquire("a", "pod1");
        Lease held = acquire("a", "pod2");
        state.replay(new LeaseChange("a", LeaseRecord.newBuilder().setEpoch(1).build()));
        assertEquals(List.of(held), state.leases());
    }

    /** Random commands, lost writes, restarts from a compacted log. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void simulation_anySeed_neverGrantsAnEpochTwice(long seed) {
        Random random = new Random(seed);
        List<LeaseChange> log = new ArrayList<>();
        Map<String, Set<Long>> granted = new HashMap<>();
        LeaseState current = new LeaseState();
        for (int step = 0; step < 5_000; step++) {
            LeaseDecision decision = current.decide(command(random), step);
            boolean kept = random.nextInt(10) != 0;
            boolean told = kept && random.nextInt(10) != 0;
            if (kept) {
                log.addAll(decision.changes());
            }
            if (told) {
                decision.changes().forEach(current::replay);
                decision.granted()
                        .ifPresent(lease -> {
                            Set<Long> epochs =
                                    granted.computeIfAbsent(lease.getPath(), _ -> new HashSet<>());
                            assertTrue(
                                    epochs.stream().allMatch(epoch -> epoch < lease.getEpoch()),
                                    lease::toString);
                            epochs.add(lease.getEpoch());
                        });
            } else {
                for (LeaseChange change : decision.changes()) {
                    current.burn(change.path(), change.record().getEpoch());
                }
            }
            if (random.nextInt(100) == 0) {
                current = restarted(log);
            }
        }
        assertEquals(restarted(log).leases(), replayed(log).leases());
    }

    private static LeaseCommand command(Random random) {
        String path = "path" + random.nextInt(5);
        String pod = "pod" + random.nextInt(3);
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4, 5 -> acquisition(path, pod);
            case 6, 7, 8 -> new LeaseCommand.Release(path, 1 + random.nextInt(500));
            default -> new LeaseCommand.EndPod(pod);
        };
    }

    /** As after compaction: only the newest record of each path. */
    private static LeaseState restarted(List<LeaseChange> log) {
        Map<String, LeaseChange> newest = new HashMap<>();
        log.forEach(change -> newest.put(change.path(), change));
        return replayed(newest.values());
    }

    private static LeaseState replayed(Iterable<LeaseChange> log) {
        LeaseState fresh = new LeaseState();
        log.forEach(fresh::replay);
        return fresh;
    }

    private static LeaseCommand acquisition(String path, String pod) {
        return new LeaseCommand.Acquire(path, pod, "test");
    }

    private Lease acquire(String path, String pod) {
        return apply(acquisition(path, pod)).granted().orElseThrow();
    }

    private LeaseDecision apply(LeaseCommand command) {
        LeaseDecision decision = state.decide(command, 77);
        decision.changes().forEach(state::replay);
        return decision;
    }
}
