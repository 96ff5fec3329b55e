package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.millrace.control.LeaseDecision.Answer;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.runtime.config.PublishPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseStateTest {
    private final LeaseState state = new LeaseState();
    private final List<LeaseNotices.Notice> notices = new ArrayList<>();

    @Test
    void acquire_freePath_grantsEpochOne() {
        Lease lease = acquire("a", "pod1", PublishPolicy.OVERRIDE);
        assertEquals(1, lease.getEpoch());
        assertEquals("pod1", lease.getPod());
        assertEquals(77, lease.getGrantedAtMillis());
        assertEquals(List.of(lease), state.leases());
    }

    @Test
    void acquire_sameRequestAgain_isAnsweredAlike() {
        Lease lease = acquire("a", "pod1", PublishPolicy.OVERRIDE);
        assertEquals(lease, acquire("a", "pod1", PublishPolicy.OVERRIDE));
        assertEquals(List.of(), notices);
    }

    @Test
    void acquire_sameRequestAfterItsLeaseEnded_getsTheOldAnswer() {
        Lease first = acquire("a", "pod1", PublishPolicy.OVERRIDE);
        Lease second = acquire("a", "pod2", PublishPolicy.OVERRIDE);
        assertEquals(first, acquire("a", "pod1", PublishPolicy.OVERRIDE));
        assertEquals(List.of(second), state.leases());
    }

    @Test
    void acquire_override_revokesTheOldAndGrantsTheNextEpoch() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        assertEquals(2, acquire("a", "pod2", PublishPolicy.OVERRIDE).getEpoch());
        assertEquals(List.of("pod1 revoked 1: the path was taken by rtsp pod2"), told());
    }

    @Test
    void acquire_refuse_changesNothing() {
        Lease held = acquire("a", "pod1", PublishPolicy.OVERRIDE);
        assertEquals(
                new Answer.Refused("path 'a' is being published by rtsp pod1"),
                apply(acquisition("a", "pod2", PublishPolicy.REFUSE)));
        assertEquals(List.of(held), state.leases());
    }

    @Test
    void release_withStandbys_theFirstInLineIsPromoted() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        assertInstanceOf(
                Answer.Standby.class, apply(acquisition("a", "pod2", PublishPolicy.STANDBY)));
        assertInstanceOf(
                Answer.Standby.class, apply(acquisition("a", "pod3", PublishPolicy.STANDBY)));
        assertEquals(List.of(), told());
        apply(new LeaseCommand.Release("a", 1, ""));
        assertEquals(List.of("pod2 promoted 2"), told());
        assertEquals(List.of("pod2"), state.leases().stream().map(Lease::getPod).toList());
        assertEquals(List.of("pod3"), state.standbys().stream().map(Lease::getPod).toList());
    }

    @Test
    void release_standby_leavesTheLine() {
        Lease held = acquire("a", "pod1", PublishPolicy.OVERRIDE);
        apply(acquisition("a", "pod2", PublishPolicy.STANDBY));
        apply(new LeaseCommand.Release("a", 0, "a by pod2"));
        assertEquals(List.of(), state.standbys());
        assertEquals(List.of(held), state.leases());
    }

    @Test
    void acquire_lineIsFull_isRefused() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        for (int number = 0; number < 16; number++) {
            apply(acquisition("a", "standby" + number, PublishPolicy.STANDBY));
        }
        assertInstanceOf(
                Answer.Refused.class, apply(acquisition("a", "last", PublishPolicy.STANDBY)));
    }

    @Test
    void release_newestEpoch_freesThePathAndKeepsTheEpoch() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        apply(new LeaseCommand.Release("a", 1, ""));
        assertEquals(List.of(), state.leases());
        assertEquals(List.of(), told());
        assertEquals(2, acquire("a", "pod2", PublishPolicy.REFUSE).getEpoch());
    }

    @Test
    void release_olderEpochOrUnknownPath_isNothing() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        Lease held = acquire("a", "pod2", PublishPolicy.OVERRIDE);
        assertEquals(0, decide(new LeaseCommand.Release("a", 1, "")).changes().size());
        assertEquals(0, decide(new LeaseCommand.Release("a", 2, "other")).changes().size());
        assertEquals(0, decide(new LeaseCommand.Release("b", 1, "")).changes().size());
        assertEquals(List.of(held), state.leases());
    }

    @Test
    void endPod_holder_freesItsPathsOnlyAndItsPlacesInLine() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        Lease other = acquire("b", "pod2", PublishPolicy.OVERRIDE);
        apply(acquisition("b", "pod1", PublishPolicy.STANDBY));
        apply(new LeaseCommand.EndPod("pod1", "out of sight"));
        assertEquals(List.of("pod1 revoked 1: out of sight"), told());
        assertEquals(List.of(other), state.leases());
        assertEquals(List.of(), state.standbys());
        assertEquals(0, decide(new LeaseCommand.EndPod("pod1", "again")).changes().size());
    }

    @Test
    void burn_epoch_isNeverGrantedAndSurvivesARewrite() {
        Lease held = acquire("a", "pod1", PublishPolicy.OVERRIDE);
        state.burn("a", 2);
        apply(new LeaseCommand.Rewrite("a"));
        assertEquals(List.of(held), state.leases());
        assertEquals(2, state.epoch("a"));
        assertEquals(List.of(), told());
        assertEquals(3, acquire("a", "pod2", PublishPolicy.OVERRIDE).getEpoch());
    }

    @Test
    void acquire_pathOfOneThatGivesWay_isGrantedWhateverThePolicy() {
        apply(fallback("pod1"));
        assertEquals(2, acquire("a", "pod2", PublishPolicy.REFUSE).getEpoch());
        assertEquals(List.of("pod1 revoked 1: the path was taken by rtsp pod2"), told());
    }

    @Test
    void acquire_givesWay_waitsBehindAllOthers() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        assertInstanceOf(Answer.Standby.class, apply(fallback("pod2")));
        assertInstanceOf(
                Answer.Standby.class, apply(acquisition("a", "pod3", PublishPolicy.STANDBY)));
        apply(new LeaseCommand.Release("a", 1, ""));
        apply(new LeaseCommand.Release("a", 2, ""));
        assertEquals(List.of("pod3 promoted 2", "pod2 promoted 3"), told());
    }

    @Test
    void endPod_withJobs_spreadsThemByLoad() {
        acquire("cam", "pod2", PublishPolicy.OVERRIDE);
        for (int job = 0; job < 5; job++) {
            for (String pod : List.of("pod1", "pod2", "pod3")) {
                apply(acquisition("~job/source/" + job, pod, PublishPolicy.STANDBY));
            }
        }
        apply(new LeaseCommand.EndPod("pod1", "gone"));
        assertEquals(
                List.of("pod2", "pod2", "pod2", "pod3", "pod3", "pod3"),
                state.leases().stream().map(Lease::getPod).sorted().toList());
    }

    @Test
    void release_toAPodInLine_thatPodHasIt() {
        for (String pod : List.of("pod1", "pod2", "pod3")) {
            apply(acquisition("~job/source/1", pod, PublishPolicy.STANDBY));
        }
        apply(new LeaseCommand.Release("~job/source/1", 1, "", "pod3"));
        apply(new LeaseCommand.Release("~job/source/1", 2, "", "pod4"));
        assertEquals(List.of("pod3 promoted 2", "pod2 promoted 3"), told());
    }

    private static LeaseCommand fallback(String pod) {
        return new LeaseCommand.Acquire(
                "a", pod, "fallback " + pod, "fallback by " + pod, PublishPolicy.OVERRIDE, true);
    }

    @Test
    void replay_olderEpoch_isDropped() {
        acquire("a", "pod1", PublishPolicy.OVERRIDE);
        Lease held = acquire("a", "pod2", PublishPolicy.OVERRIDE);
        state.replay(new LeaseChange("a", LeaseRecord.newBuilder().setEpoch(1).build()));
        assertEquals(List.of(held), state.leases());
    }

    private static LeaseCommand acquisition(String path, String pod, PublishPolicy policy) {
        return new LeaseCommand.Acquire(path, pod, "rtsp " + pod, path + " by " + pod, policy);
    }

    private Lease acquire(String path, String pod, PublishPolicy policy) {
        Answer answer = apply(acquisition(path, pod, policy));
        return assertInstanceOf(Answer.Granted.class, answer).lease();
    }

    private LeaseDecision decide(LeaseCommand command) {
        return state.decide(command, 77);
    }

    private Answer apply(LeaseCommand command) {
        LeaseDecision decision = decide(command);
        for (LeaseChange change : decision.changes()) {
            notices.addAll(LeaseNotices.of(change, state.replay(change)));
        }
        return decision.answer();
    }

    private List<String> told() {
        return notices.stream().map(notice -> notice.pod() + " " + text(notice.event())).toList();
    }

    private static String text(LeaseEvent event) {
        return event.hasRevoked()
                ? "revoked " + event.getRevoked().getEpoch() + ": " + event.getRevoked().getReason()
                : "promoted " + event.getPromoted().getLease().getEpoch();
    }
}
