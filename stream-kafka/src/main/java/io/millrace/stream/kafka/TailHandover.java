package io.millrace.stream.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Moves tails from the near poller, whose short wait takes a path up at once, to the far poller,
 * whose long wait makes idle paths cheap: near until it has caught up, both until the far one is
 * known to fetch the path, then far only. Thread-safe.
 */
final class TailHandover implements TailPoller.Events {
    private final Map<KafkaTail, Place> places = new ConcurrentHashMap<>();
    private final Consumer<KafkaTail> rejoin;
    private volatile Pollers pollers;

    /** NEAR → BOTH → FAR; gone when the tail ended or lost its place. */
    private enum Place {
        NEAR,
        BOTH,
        FAR
    }

    record Pollers(TailPoller near, TailPoller far) {}

    /** {@code rejoin} finds a place in the log for a tail that lost it. */
    @SuppressWarnings("NullAway.Init") // The pollers need their events first: see pollers.
    TailHandover(Consumer<KafkaTail> rejoin) {
        this.rejoin = rejoin;
    }

    /** Before the first tail begins. */
    void pollers(TailPoller near, TailPoller far) {
        pollers = new Pollers(near, far);
    }

    /** All that follow now. */
    Set<KafkaTail> tails() {
        return places.keySet();
    }

    void begin(KafkaTail tail) {
        places.put(tail, Place.NEAR);
        pollers.near().follow(tail);
        if (tail.isEnded()) {
            end(tail);
        }
    }

    @Override
    public void advanced(TailPoller poller, KafkaTail tail, boolean caughtUp) {
        boolean near = poller.equals(pollers.near());
        if (near && caughtUp && places.replace(tail, Place.NEAR, Place.BOTH)) {
            pollers.far().follow(tail);
        } else if (!near && places.replace(tail, Place.BOTH, Place.FAR)) {
            pollers.near().release(tail);
        }
    }

    @Override
    public void lost(KafkaTail tail) {
        if (places.remove(tail) != null && !tail.isEnded()) {
            pollers.near().release(tail);
            pollers.far().release(tail);
            rejoin.accept(tail);
        }
    }

    void end(KafkaTail tail) {
        if (places.remove(tail) != null) {
            pollers.near().release(tail);
            pollers.far().release(tail);
        }
    }
}
