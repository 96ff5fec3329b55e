package io.millrace.srt.core;

/**
 * When a packet is due, from its timestamp (draft-sharabayko-srt, 4.5 and 4.7). Unwraps 32-bit
 * timestamps and follows the drift of the peer's clock: the mean of {@value #DRIFT_SAMPLES}
 * acknowledgements moves the base. Not thread-safe.
 */
final class DeliveryClock {
    private static final int DRIFT_SAMPLES = 1000;

    private final long latencyMicros;
    private long baseMicros;
    private long newestTimestamp;
    private long driftSum;
    private int driftSamples;
    private int firstRttMicros = -1;
    private long appliedDriftMicros;

    /**
     * @param timestampMicros of the packet the base is taken from
     * @param arrivalMicros when that arrived, by our clock
     */
    DeliveryClock(int timestampMicros, long arrivalMicros, long latencyMicros) {
        newestTimestamp = Integer.toUnsignedLong(timestampMicros);
        baseMicros = arrivalMicros - newestTimestamp;
        this.latencyMicros = latencyMicros;
    }

    /** The timestamp without its wrap-around. */
    long unwrap(int timestampMicros) {
        long timestamp = newestTimestamp + (timestampMicros - (int) newestTimestamp);
        newestTimestamp = Math.max(newestTimestamp, timestamp);
        return timestamp;
    }

    /** When a packet of an unwrapped timestamp is due by our clock. */
    long dueMicros(long timestamp) {
        return baseMicros + timestamp + latencyMicros;
    }

    /** Notes a timestamp the peer made just now, less the half of a round trip. */
    void addDriftSample(int timestampMicros, long nowMicros, int rttMicros) {
        if (firstRttMicros < 0) {
            firstRttMicros = rttMicros;
        }
        long travelChange = ((long) rttMicros - firstRttMicros) / 2;
        driftSum += nowMicros - (baseMicros + unwrap(timestampMicros)) - travelChange;
        driftSamples++;
        if (driftSamples == DRIFT_SAMPLES) {
            long drift = driftSum / DRIFT_SAMPLES;
            baseMicros += drift;
            appliedDriftMicros += drift;
            driftSum = 0;
            driftSamples = 0;
        }
    }

    /** Of all packets so far. */
    long newestTimestamp() {
        return newestTimestamp;
    }

    /** By how much the base has moved so far. */
    long appliedDriftMicros() {
        return appliedDriftMicros;
    }
}
