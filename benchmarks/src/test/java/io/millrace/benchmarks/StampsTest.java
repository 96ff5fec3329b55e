package io.millrace.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StampsTest {
    @Test
    void read_oneByteAtATime_findsEveryStampOnce() {
        byte[] stream = new byte[5 * Stamps.BYTES];
        Stamps.put(stream, 7);
        Stamps.put(stream, 7 + Stamps.BYTES);
        Stamps.put(stream, 4 * Stamps.BYTES);
        Stamps stamps = new Stamps();

        for (byte next : stream) {
            stamps.read(new byte[] {next}, 1, true);
        }

        assertEquals(3, stamps.delaysNanos().size());
        assertTrue(stamps.delaysNanos().stream().allMatch(delay -> delay >= 0));
    }

    @Test
    void read_wholeStreamUncounted_keepsNothing() {
        byte[] stream = new byte[2 * Stamps.BYTES];
        Stamps.put(stream, 3);
        Stamps stamps = new Stamps();

        stamps.read(stream, stream.length, false);

        assertEquals(0, stamps.delaysNanos().size());
    }
}
