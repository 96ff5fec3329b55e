package io.millrace.packager.rewind;

import io.millrace.media.hls.SegmentStart;

/** An entry point in the log, and what it says of its segment. */
record SegmentBegin(long offset, long millis, SegmentStart start) {
    long number() {
        return start.name().number();
    }

    long epoch() {
        return start.name().epoch();
    }
}
