package io.millrace.rtsp.srtp;

import java.util.Arrays;

/** Which of the newest indices were seen (RFC 3711, section 3.3.2). Not thread-safe. */
final class ReplayWindow {
    private static final int SIZE = 1_024;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long newest;

    /** A window that has seen nothing; {@code next} is the index that is expected. */
    ReplayWindow(long next) {
        newest = next - 1;
    }

    long newest() {
        return newest;
    }

    boolean isNew(long index) {
        return index > newest || (index > newest - SIZE && !isMarked(index));
    }

    void accept(long index) {
        if (index - newest >= SIZE) {
            Arrays.fill(seen, 0);
            newest = index;
        }
        while (newest < index) {
            newest++;
            seen[word(newest)] &= ~bit(newest);
        }
        seen[word(index)] |= bit(index);
    }

    private boolean isMarked(long index) {
        return (seen[word(index)] & bit(index)) != 0;
    }

    private static int word(long index) {
        return (int) (index & (SIZE - 1)) / Long.SIZE;
    }

    private static long bit(long index) {
        return 1L << index;
    }
}
