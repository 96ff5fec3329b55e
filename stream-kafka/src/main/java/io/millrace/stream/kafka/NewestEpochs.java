package io.millrace.stream.kafka;

import io.millrace.stream.PathName;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest epoch of each path that this pod wrote or read: what is older is over, whatever the
 * end of the log looks like. Thread-safe.
 */
final class NewestEpochs {
    private final ConcurrentHashMap<PathName, Long> epochs = new ConcurrentHashMap<>();

    /** 0 if nothing is known. */
    long of(PathName path) {
        return epochs.getOrDefault(path, 0L);
    }

    void saw(PathName path, long epoch) {
        epochs.merge(path, epoch, Math::max);
    }

    /** The path's topic is gone: numbers may begin anew. */
    void forget(PathName path) {
        epochs.remove(path);
    }
}
