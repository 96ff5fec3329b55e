package io.millrace.rtmp.connection;

import java.util.Optional;

/** Notices when what is expected of a peer does not come. Looked at now and then; no clock. */
public final class Watchdog {
    private Optional<Expectation> last = Optional.empty();
    private long unchangedSinceNanos;

    /** The expectation that was not met, if it was not. */
    public Optional<Expectation> look(Optional<Expectation> now, long nanoTime) {
        if (!now.equals(last)) {
            last = now;
            unchangedSinceNanos = nanoTime;
            return Optional.empty();
        }
        return now.filter(
                expectation -> nanoTime - unchangedSinceNanos >= expectation.within().toNanos());
    }
}
