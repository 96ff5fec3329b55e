package io.millrace.rtsp.publish;

/**
 * What receiver reports tell of one source (RFC 3550, sections 6.4.1, A.1, A.3, A.8). Sequence
 * numbers may come out of order. Not thread-safe.
 */
final class ReceptionStatistics {
    private static final int SEQUENCE_TURN = 1 << 16;
    private static final int MAX_LOST = 0x7F_FFFF;

    private final int clockRate;
    private boolean started;
    private int highestSequence;
    private long cycles;
    private long firstExtended;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private long lastTransit;
    private double jitter;

    /** One report block's figures; {@code lost} may be negative where packets came twice. */
    record Figures(int fractionLost, int lost, long extendedHighestSequence, long jitterTicks) {}

    ReceptionStatistics(int clockRate) {
        this.clockRate = clockRate;
    }

    void onPacket(int sequence, long rtpTimestamp, long arrivalMicros) {
        received++;
        long arrivalTicks = arrivalMicros / 1_000 * clockRate / 1_000;
        long transit = (int) (arrivalTicks - rtpTimestamp);
        if (!started) {
            started = true;
            highestSequence = sequence;
            firstExtended = sequence;
        } else {
            int ahead = (short) (sequence - highestSequence);
            if (ahead > 0) {
                cycles += sequence < highestSequence ? SEQUENCE_TURN : 0;
                highestSequence = sequence;
            }
            jitter += (Math.abs((int) (transit - lastTransit)) - jitter) / 16;
        }
        lastTransit = transit;
    }

    /** Figures since the last call, where they are of an interval. */
    Figures report() {
        long extended = cycles + highestSequence;
        long expected = started ? extended - firstExtended + 1 : 0;
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        expectedBefore = expected;
        receivedBefore = received;
        int fraction =
                expectedNow <= 0 || lostNow <= 0
                        ? 0
                        : (int) Math.min(255, lostNow * 256 / expectedNow);
        int lost = Math.clamp(expected - received, -MAX_LOST, MAX_LOST);
        return new Figures(fraction, lost, extended, (long) jitter);
    }
}
