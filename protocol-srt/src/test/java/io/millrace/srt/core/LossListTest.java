package io.millrace.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.srt.wire.SequenceNumber;
import io.millrace.srt.wire.SequenceRange;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LossListTest {
    /** Against a plain set, over the wrap of the sequence numbers. */
    @Property(tries = 200)
    void operations_inAnyOrder_areThoseOfASet(@ForAll long seed) {
        Random random = new Random(seed);
        int base = SequenceNumber.MAX - 100;
        LossList losses = new LossList();
        TreeSet<Integer> expected = new TreeSet<>();
        for (int step = 0; step < 300; step++) {
            int offset = random.nextInt(200);
            switch (random.nextInt(8)) {
                case 0 -> {
                    losses.removeBefore(SequenceNumber.plus(base, offset / 4));
                    expected.headSet(offset / 4).clear();
                }
                case 1, 2, 3 -> {
                    int last = Math.min(199, offset + random.nextInt(6));
                    losses.add(SequenceNumber.plus(base, offset), SequenceNumber.plus(base, last));
                    for (int number = offset; number <= last; number++) {
                        expected.add(number);
                    }
                }
                default ->
                        assertEquals(
                                expected.remove(offset),
                                losses.remove(SequenceNumber.plus(base, offset)));
            }
            assertSame(base, expected, losses);
        }
    }

    private static void assertSame(int base, NavigableSet<Integer> expected, LossList losses) {
        List<SequenceRange> ranges = losses.ranges(Integer.MAX_VALUE);
        TreeSet<Integer> actual = new TreeSet<>();
        for (SequenceRange range : ranges) {
            for (int number = 0; number < range.packets(); number++) {
                actual.add(SequenceNumber.distance(base, range.first()) + number);
            }
        }
        assertEquals(expected, actual);
        assertEquals(expected.size(), losses.packets());
        if (!expected.isEmpty()) {
            assertEquals(SequenceNumber.plus(base, expected.first()), losses.first());
        }
    }
}
