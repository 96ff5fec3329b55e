package io.millrace.media.ts;

/**
 * The times of a video track's access units. One that has no timestamp comes a frame after the one
 * before it, in streams that do not reorder pictures (ISO/IEC 13818-1, 2.7.5 lets such be left
 * out); in others its time cannot be known. Not thread-safe.
 */
final class VideoTimes {
    private final VideoCodec codec;
    private final TrackTimes order = new TrackTimes(TsConstants.CLOCK_RATE);
    private boolean started;
    private boolean reorders;
    private long timedDts;
    private int sinceTimed;
    private long learnedTicks;
    private long ptsTicks;
    private long dtsTicks;

    VideoTimes(VideoCodec codec) {
        this.codec = codec;
    }

    long ptsTicks() {
        return ptsTicks;
    }

    long dtsTicks() {
        return dtsTicks;
    }

    /** Finds the time of an access unit; false if it has none. */
    boolean place(PesMarks.Mark mark) {
        long dts;
        long pts;
        if (mark.hasTimestamp()) {
            dts = mark.dtsTicks();
            pts = mark.ptsTicks();
            onTimed(dts, pts);
        } else {
            sinceTimed++;
            long step = codec.frameTicks() > 0 ? codec.frameTicks() : learnedTicks;
            if (!started || reorders || step == 0) {
                return false;
            }
            dts = timedDts + sinceTimed * step;
            pts = dts;
        }
        dtsTicks = order.place(dts);
        ptsTicks = Math.max(pts, dtsTicks);
        return true;
    }

    private void onTimed(long dts, long pts) {
        if (started && dts > timedDts) {
            learnedTicks = (dts - timedDts) / (sinceTimed + 1);
        }
        reorders |= pts != dts;
        started = true;
        timedDts = dts;
        sinceTimed = 0;
    }
}
