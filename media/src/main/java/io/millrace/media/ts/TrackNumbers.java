package io.millrace.media.ts;

import java.util.BitSet;

/** Gives each stream of a program the lowest track number that is free. Not thread-safe. */
final class TrackNumbers {
    private final BitSet used = new BitSet();

    int next() {
        int number = used.nextClearBit(0);
        used.set(number);
        return number;
    }

    void release(int number) {
        used.clear(number);
    }
}
