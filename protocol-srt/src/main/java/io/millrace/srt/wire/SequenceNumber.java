package io.millrace.srt.wire;

/**
 * Arithmetic of the 31-bit packet sequence numbers, which wrap (draft-sharabayko-srt, 3.1). A
 * distance is right as long as it is under 2^30 packets.
 */
public final class SequenceNumber {
    /** The largest one; zero follows it. */
    public static final int MAX = 0x7FFFFFFF;

    private SequenceNumber() {}

    /** The number that is {@code packets} after (or before, when negative) this one. */
    public static int plus(int sequence, int packets) {
        return (sequence + packets) & MAX;
    }

    /** How many packets {@code to} is after {@code from}; negative when it is before. */
    public static int distance(int from, int to) {
        return ((to - from) << 1) >> 1;
    }

    /** Whether {@code first} was sent before {@code second}. */
    public static boolean isBefore(int first, int second) {
        return distance(first, second) > 0;
    }
}
