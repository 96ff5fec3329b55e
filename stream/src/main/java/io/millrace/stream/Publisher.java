package io.millrace.stream;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One publication. Units carry the source's own timestamps, all tracks from one zero; the path's
 * timeline is applied behind it. Used by one thread at a time (the session's event loop).
 */
public interface Publisher {
    PathName path();

    long epoch();

    /**
     * Completes with the epoch when the path is this publication's: at once, if it does not wait.
     */
    default CompletionStage<Long> held() {
        return CompletableFuture.completedStage(epoch());
    }

    /** New parameters or tracks; they take effect at the next entry point. */
    void describe(List<Track> tracks);

    /** Takes one unit; never blocks. What the log cannot take is dropped and counted. */
    void write(Unit unit);

    /** Ends the publication. Further calls are ignored. */
    void close(EndReason reason);
}
