package io.millrace.srt.wire;

/** Packets from {@code first} to {@code last}, both included; never empty. */
public record SequenceRange(int first, int last) {
    public SequenceRange {
        if (first < 0 || last < 0 || SequenceNumber.distance(first, last) < 0) {
            throw new IllegalArgumentException("Not a range: " + first + " to " + last);
        }
    }

    /** How many packets it spans. */
    public int packets() {
        return SequenceNumber.distance(first, last) + 1;
    }
}
