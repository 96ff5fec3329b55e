package io.millrace.rtmp.client;

import java.util.concurrent.atomic.LongAdder;

/** What a playback counts; written by its event loop, read by anyone. */
record PlayCounts(
        LongAdder messages,
        LongAdder bytes,
        LongAdder units,
        LongAdder malformed,
        LongAdder dropped) {
    PlayCounts() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }

    /** The demuxer's own count, which only grows. */
    void noteDropped(long total) {
        dropped.add(total - dropped.sum());
    }

    RtmpPlayback.Statistics statistics() {
        return new RtmpPlayback.Statistics(
                messages.sum(), bytes.sum(), units.sum(), malformed.sum(), dropped.sum());
    }
}
