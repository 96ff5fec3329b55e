package io.millrace.stream;

import java.util.concurrent.CompletionStage;

/** The way out: gives readers a path's stream. Thread-safe, never blocks. */
public interface Reading {
    /**
     * The live stream of a path, tailed from now on at the latest. The caller attaches a reader or
     * closes nothing: an unused stream is let go by itself after a while.
     *
     * @return fails with {@link RefusedException}, cause NOT_FOUND when nobody publishes it; {@link
     *     LiveStream#read} of the result may be used for this request's peer only
     */
    CompletionStage<LiveStream> open(ReadRequest request);

    /** Likewise, for a part of ours. */
    default CompletionStage<LiveStream> open(PathName path) {
        return open(ReadRequest.internal(path));
    }
}
