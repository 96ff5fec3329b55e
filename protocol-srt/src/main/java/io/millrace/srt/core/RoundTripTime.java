package io.millrace.srt.core;

/** Smoothed round-trip time and its variance in microseconds (draft-sharabayko-srt, 4.10). */
final class RoundTripTime {
    private static final int INITIAL_MICROS = 100_000;
    private static final int MAX_SAMPLE_MICROS = 60_000_000;

    private int micros = INITIAL_MICROS;
    private int varianceMicros = INITIAL_MICROS / 2;
    private boolean measured;

    void add(long sampleMicros) {
        if (sampleMicros < 0 || sampleMicros > MAX_SAMPLE_MICROS) {
            return;
        }
        int sample = (int) sampleMicros;
        if (measured) {
            varianceMicros = (int) ((3L * varianceMicros + Math.abs(sample - micros)) / 4);
            micros = (int) ((7L * micros + sample) / 8);
        } else {
            micros = sample;
            varianceMicros = sample / 2;
            measured = true;
        }
    }

    int micros() {
        return micros;
    }

    int varianceMicros() {
        return varianceMicros;
    }

    boolean isMeasured() {
        return measured;
    }

    /** After so long an answer is overdue. */
    long overdueMicros() {
        return micros + 4L * varianceMicros;
    }
}
