package io.millrace.stream;

import io.millrace.media.Track;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A path's live content in this pod, shared by all its readers. Thread-safe. */
public interface LiveStream {
    PathName path();

    /** The newest description. */
    List<Track> tracks();

    /** The part of the past that it is; empty for what is live. */
    default Optional<PastRange> past() {
        return Optional.empty();
    }

    /**
     * The path's content since an instant of the log's clock, from the last entry point written at
     * or before it, else from the oldest: handed on as fast as it was written, and onward.
     *
     * @param end what was written then or later is not wanted; empty for no end
     * @return fails with {@link RefusedException}
     */
    default CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
        return CompletableFuture.failedFuture(
                new RefusedException(
                        RefusedException.Cause.NOT_FOUND,
                        "path '" + path() + "' keeps nothing of the past"));
    }

    /**
     * Attaches a reader at the newest entry point; where the ring has lost it (a group of pictures
     * bigger than the ring), at the next one to come. Calls to {@code sink} begin later, all on
     * {@code executor}. Readers of equal flavours share the same images.
     */
    <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink);
}
