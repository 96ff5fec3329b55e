package io.millrace.media.rtp;

/** What a depacketizer counted since its begin. Not thread-safe. */
public final class DepacketizerCounts {
    private long units;
    private long droppedAccessUnits;
    private long lostPackets;
    private long malformedPackets;
    private long correctedTimestamps;

    DepacketizerCounts() {}

    /** Units given to the sink. */
    public long units() {
        return units;
    }

    /** Access units not given on: damaged by loss, malformed, too big, or before any format. */
    public long droppedAccessUnits() {
        return droppedAccessUnits;
    }

    /** Sequence numbers that never came. */
    public long lostPackets() {
        return lostPackets;
    }

    public long malformedPackets() {
        return malformedPackets;
    }

    /** Timestamps that went back and were lifted, so that time does not. */
    public long correctedTimestamps() {
        return correctedTimestamps;
    }

    void countUnit() {
        units++;
    }

    void countDroppedAccessUnit() {
        droppedAccessUnits++;
    }

    void countLostPackets(int packets) {
        lostPackets += packets;
    }

    void countMalformedPacket() {
        malformedPackets++;
    }

    void countCorrectedTimestamp() {
        correctedTimestamps++;
    }
}
