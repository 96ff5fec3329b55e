package io.millrace.mpegts.http;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What one reader got, for lists of sessions. Thread-safe. */
record ReaderStatistics(LongAdder bytes, LongAdder images, LongAdder skipped) {
    ReaderStatistics() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }

    Map<String, Number> map() {
        return Map.of(
                "bytesSent", bytes.sum(),
                "imagesSent", images.sum(),
                "unitsSkipped", skipped.sum());
    }
}
