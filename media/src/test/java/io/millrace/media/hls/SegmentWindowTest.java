package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SegmentWindowTest {
    private static final SegmentWindow.Limits LIMITS =
            new SegmentWindow.Limits(3, 5, 1 << 20, 10_000_000);

    @Test
    void listed_moreSegmentsThanListed_isTheNewestOnes() {
        SegmentWindow window = window(0, 1, 2, 3, 4, 5, 6, 7);
        assertEquals(List.of(5L, 6L, 7L), numbers(window));
        assertTrue(window.find(new SegmentName(1, 3)).isPresent(), "kept for players that lag");
        assertFalse(window.find(new SegmentName(1, 2)).isPresent());
        assertFalse(window.find(new SegmentName(2, 7)).isPresent());
    }

    @Test
    void listed_aNumberIsMissing_beginsBehindIt() {
        assertEquals(List.of(5L, 6L), numbers(window(2, 3, 5, 6)));
    }

    @Test
    void listed_afterALongOutage_beginsBehindIt() {
        SegmentWindow window =
                window(0, 1).plus(HlsFixture.segment(2, 2, 0, 60_000_000, 2_000_000));
        assertEquals(List.of(2L), numbers(window));
    }

    @Test
    void listed_afterAShortOutage_goesOn() {
        SegmentWindow window = window(0, 1).plus(HlsFixture.segment(2, 2, 0, 9_000_000, 2_000_000));
        assertEquals(List.of(0L, 1L, 2L), numbers(window));
    }

    @Test
    void plus_numberTakenUpAgain_takesThePlaceOfTheOldOne() {
        SegmentWindow window =
                window(0, 1, 2).plus(HlsFixture.segment(2, 1, 0, 2_000_000, 2_000_000));
        assertEquals(List.of(0L, 1L), numbers(window));
        assertTrue(window.find(new SegmentName(2, 1)).isPresent());
    }

    @Test
    void plus_overTheByteLimit_keepsTheNewest() {
        long bytes = HlsFixture.segment(1, 0, 0, 0, 2_000_000).mediaBytes();
        SegmentWindow window =
                SegmentWindow.empty(new SegmentWindow.Limits(3, 5, 2 * bytes, 10_000_000));
        for (int i = 0; i < 4; i++) {
            window = window.plus(HlsFixture.segment(1, i, 0, i * 2_000_000L, 2_000_000));
        }
        assertEquals(List.of(2L, 3L), numbers(window));
        SegmentWindow tiny =
                SegmentWindow.empty(new SegmentWindow.Limits(3, 5, 1, 10_000_000))
                        .plus(HlsFixture.segment(1, 0, 0, 0, 2_000_000));
        assertEquals(List.of(0L), numbers(tiny));
    }

    private static SegmentWindow window(int... numbers) {
        SegmentWindow window = SegmentWindow.empty(LIMITS);
        for (int number : numbers) {
            window = window.plus(HlsFixture.segment(1, number, 0, number * 2_000_000L, 2_000_000));
        }
        return window;
    }

    private static List<Long> numbers(SegmentWindow window) {
        return window.listed().stream().map(Segment::number).toList();
    }
}
