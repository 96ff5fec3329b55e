package io.millrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DtsFromReorderDepthTest {
    private static final int FRAME = 3_600;

    @Test
    void next_pyramidOfDepthTwo_isWhatTheEncoderWrote() {
        assertEquals(List.of(-2, -1, 0, 1, 2, 3, 4, 5), dts(2, List.of(0, 4, 2, 1, 3, 8, 6, 5)));
    }

    @Test
    void next_noReordering_isPts() {
        assertEquals(List.of(0, 1, 2, 3), dts(0, List.of(0, 1, 2, 3)));
    }

    @Test
    void next_depthToldTooSmall_grows() {
        DtsFromReorderDepth times = new DtsFromReorderDepth();
        long last = Long.MIN_VALUE;
        for (int pts : new int[] {0, 2, 1, 4, 3, 6, 5}) {
            DtsFromReorderDepth.Times next = times.next(0, FRAME, (long) pts * FRAME);
            assertTrue(next.dtsTicks() > last);
            last = next.dtsTicks();
        }
        assertEquals(5 * FRAME, last);
    }

    @Property(tries = 300)
    void next_anyPts_risesAndStaysBelowPts(
            @ForAll @Size(max = 60) List<@IntRange(max = 1_000_000) Integer> all,
            @ForAll @IntRange(max = 20) int depth) {
        DtsFromReorderDepth times = new DtsFromReorderDepth();
        long last = Long.MIN_VALUE;
        for (int pts : all) {
            DtsFromReorderDepth.Times next = times.next(depth, FRAME, pts);
            assertTrue(next.dtsTicks() > last && next.dtsTicks() <= next.ptsTicks());
            assertTrue(next.ptsTicks() >= pts);
            last = next.dtsTicks();
        }
    }

    private static List<Integer> dts(int depth, List<Integer> pts) {
        DtsFromReorderDepth times = new DtsFromReorderDepth();
        List<Integer> dts = new ArrayList<>();
        for (int at : pts) {
            long ticks = times.next(depth, FRAME, (long) at * FRAME).dtsTicks();
            dts.add(Math.toIntExact(ticks / FRAME));
        }
        return dts;
    }
}
