package io.millrace.rtsp.tunnel;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one half of a tunnel waits for the other, and its place among the halves that do.
 * Confined to the half's event loop.
 */
final class HalfPatience {
    private final HttpTunnels tunnels;
    private Optional<Runnable> place = Optional.empty();
    private @Nullable ScheduledFuture<?> timer;

    HalfPatience(HttpTunnels tunnels) {
        this.tunnels = tunnels;
    }

    /** Takes a place among those that wait; false if there is none. */
    boolean enter(HttpTunnels.Key key) {
        place = tunnels.enter(key);
        return place.isPresent();
    }

    /** Runs that once the time is over, unless {@link #end} comes before. */
    void begin(EventExecutor executor, Runnable onOver) {
        timer =
                executor.schedule(
                        onOver, tunnels.limits().patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The other half has come, or this one goes; gives the place back. */
    void end() {
        place.ifPresent(Runnable::run);
        place = Optional.empty();
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
