package io.millrace.media;

/** Arithmetic of counters that wrap: RTP sequence numbers, RTP, RTMP and TS timestamps. */
public final class WrapAround {
    private WrapAround() {}

    /**
     * How far {@code to} is ahead of {@code from} in a counter of {@code bits} bits (at most 62),
     * going the shorter way; negative if it is behind. Half a turn counts as behind.
     */
    public static long distance(long from, long to, int bits) {
        int unused = Long.SIZE - bits;
        return (to - from) << unused >> unused;
    }

    /** How far RTP sequence number {@code to} is ahead of {@code from}: -32,768 to 32,767. */
    public static int sequenceDistance(int from, int to) {
        return (short) (to - from);
    }

    /** The RTP sequence number {@code steps} after {@code sequenceNumber}. */
    public static int sequencePlus(int sequenceNumber, int steps) {
        return sequenceNumber + steps & 0xFFFF;
    }
}
