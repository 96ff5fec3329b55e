package io.millrace.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SequenceNumberTest {
    @Test
    void numbers_acrossTheWrap_areInOrder() {
        assertEquals(0, SequenceNumber.plus(SequenceNumber.MAX, 1));
        assertEquals(3, SequenceNumber.distance(SequenceNumber.MAX - 1, 1));
        assertTrue(SequenceNumber.isBefore(SequenceNumber.MAX, 0));
    }

    @Property(tries = 500)
    void distance_ofSum_isTheAddend(
            @ForAll @IntRange(max = SequenceNumber.MAX) int sequence,
            @ForAll @IntRange(min = -(1 << 29), max = 1 << 29) int packets) {
        int sum = SequenceNumber.plus(sequence, packets);
        assertTrue(sum >= 0);
        assertEquals(packets, SequenceNumber.distance(sequence, sum));
    }
}
