package io.millrace.media.rtp;

/**
 * The RTP timestamps of one track as a timeline that never jumps back: a sender that restarts its
 * clock goes on where it was. Small steps back are pictures out of order and stay. Not thread-safe.
 */
final class RtpTimeline {
    private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    private final int clockRate;
    private final DepacketizerCounts counts;

    private boolean started;
    private long offset;
    private long highest;

    RtpTimeline(int clockRate, DepacketizerCounts counts) {
        this.clockRate = clockRate;
        this.counts = counts;
    }

    /** The place of a timestamp; a step back of more than two seconds begins anew, just after. */
    long place(long timestamp) {
        long ticks = unwrapper.unwrap(timestamp) + offset;
        if (started && highest - ticks > 2L * clockRate) {
            counts.countCorrectedTimestamp();
            long continued = highest + 1;
            offset += continued - ticks;
            ticks = continued;
        }
        highest = started ? Math.max(highest, ticks) : ticks;
        started = true;
        return ticks;
    }
}
