package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;

/** What all streams of a program share: limits, counts, the clock, and where units go. */
final class TsContext {
    /** Where units go. */
    interface Output {
        /** The format of a track is known, or has changed. */
        void onFormat();

        /**
         * A unit.
         *
         * @param packetNumber of the packet with which its PES packet begins
         */
        void onUnit(Unit unit, long packetNumber);

        /** What is at hand breaks a specification; it has been counted. */
        void onMalformed(MalformedMediaException problem);
    }

    private final TsDemuxerSettings settings;
    private final TsCounts counts;
    private final Output output;
    private TsClock clock = new TsClock();
    private long ntpMicros;

    TsContext(TsDemuxerSettings settings, TsCounts counts, Output output) {
        this.settings = settings;
        this.counts = counts;
        this.output = output;
    }

    TsDemuxerSettings settings() {
        return settings;
    }

    TsCounts counts() {
        return counts;
    }

    Output output() {
        return output;
    }

    TsClock clock() {
        return clock;
    }

    /** Begins a time of its own: another program is read. */
    void restartClock() {
        clock = new TsClock();
    }

    /** When the bytes that are being read came. */
    long ntpMicros() {
        return ntpMicros;
    }

    void arrivedAt(long micros) {
        ntpMicros = micros;
    }
}
