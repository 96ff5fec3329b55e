package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.stream.EpochFence.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochFenceTest {
    private final EpochFence fence = new EpochFence(2);

    private Verdict judge(long epoch, long sequence, boolean entry) {
        Optional<EntryPoint> point =
                Optional.of(new EntryPoint(List.of(TestMedia.VIDEO), numbers())).filter(_ -> entry);
        return fence.judge(
                new StreamRecord(
                        epoch,
                        sequence,
                        entry ? 0 : 1,
                        Mark.NONE,
                        point,
                        List.of(TestMedia.video(sequence * 40, entry))));
    }

    private static RunningNumbers numbers() {
        return new RunningNumbers(0, 0, 0, 0, 0);
    }

    @Test
    void judge_olderEpoch_neverCounts() {
        assertEquals(Verdict.OLD_EPOCH, judge(1, 0, true));
        assertEquals(Verdict.ADMIT, judge(3, 0, true));
        assertEquals(Verdict.OLD_EPOCH, judge(2, 0, true));
        assertEquals(3, fence.newestEpoch());
    }

    @Test
    void judge_newEpoch_countsFromItsEntryPoint() {
        assertEquals(Verdict.BEFORE_ENTRY_POINT, judge(3, 0, false));
        assertEquals(Verdict.ADMIT, judge(3, 1, true));
        assertEquals(Verdict.ADMIT, judge(3, 2, false));
    }

    @Test
    void judge_lostRecord_waitsForTheNextEntryPoint() {
        assertEquals(Verdict.ADMIT, judge(2, 0, true));
        assertEquals(Verdict.BEFORE_ENTRY_POINT, judge(2, 2, false));
        assertEquals(Verdict.BEFORE_ENTRY_POINT, judge(2, 3, false));
        assertEquals(Verdict.ADMIT, judge(2, 4, true));
        assertEquals(Verdict.ADMIT, judge(2, 5, false));
    }
}
