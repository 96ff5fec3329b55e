package io.millrace.stream.kafka;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;

/**
 * The pod's producers: one for each linger that paths ask for, {@value #MOST} at most, since a
 * producer has one linger for all that it sends. Thread-safe.
 */
final class Producers {
    private static final int MOST = 4;

    private final IntFunction<Lane> opener;
    private final Map<Integer, Lane> lanes = new TreeMap<>();

    /** A producer, and what opens topics through it. */
    record Lane(Producer<byte[], byte[]> producer, WriterOpener opener) {}

    /**
     * @param opener makes the lane of a linger in milliseconds
     */
    Producers(IntFunction<Lane> opener) {
        this.opener = opener;
    }

    /** The lane of that linger, or of the nearest where there are too many already. */
    synchronized Lane of(int lingerMillis) {
        Lane lane = lanes.get(lingerMillis);
        if (lane != null) {
            return lane;
        }
        Optional<Integer> nearest =
                lanes.keySet().stream()
                        .min(Comparator.comparingInt(linger -> Math.abs(linger - lingerMillis)));
        if (lanes.size() >= MOST && nearest.isPresent()) {
            return Objects.requireNonNull(lanes.get(nearest.get()));
        }
        Lane opened = opener.apply(lingerMillis);
        lanes.put(lingerMillis, opened);
        return opened;
    }

    synchronized void close(Duration patience) {
        lanes.values().forEach(lane -> lane.producer().close(patience));
        lanes.clear();
    }
}
