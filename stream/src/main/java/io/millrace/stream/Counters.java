package io.millrace.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts and measures what goes in, out, and is dropped, by name and labels. Thread-safe. Services
 * show them as metrics: counters {@code millrace_<name>_total}, histograms {@code
 * millrace_<name>_seconds}, gauges {@code millrace_<name>}.
 *
 * <p>Labels must be bounded: a path, a protocol, a reason; never a session. Beyond {@link
 * #MAX_SERIES} sets of labels a name's further ones are counted together under {@link #OTHER}.
 */
public final class Counters {
    /** Sets of labels that one name may have. */
    public static final int MAX_SERIES = 20_000;

    /** Value of every label in the set that counts what came beyond the limit. */
    public static final String OTHER = "~other";

    private final Series<LongAdder> counters = new Series<>();
    private final Series<Histogram> histograms = new Series<>();
    private final Series<LongSupplier> gauges = new Series<>();

    /**
     * What is counted.
     *
     * @param labels names and values in turn
     */
    public record Key(String name, List<String> labels) {
        public Key {
            labels = List.copyOf(labels);
        }

        private Key beyondLimit() {
            List<String> others = new ArrayList<>(labels);
            for (int value = 1; value < others.size(); value += 2) {
                others.set(value, OTHER);
            }
            return new Key(name, others);
        }
    }

    /** The measures of one kind. */
    private static final class Series<V> {
        private final ConcurrentHashMap<Key, V> values = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<String, AtomicInteger> sizes = new ConcurrentHashMap<>();

        V value(Key key, Supplier<V> maker) {
            V known = values.get(key);
            if (known != null) {
                return known;
            }
            Key admitted = hasRoom(key) ? key : key.beyondLimit();
            return values.computeIfAbsent(admitted, _ -> counted(admitted, maker.get()));
        }

        private boolean hasRoom(Key key) {
            AtomicInteger size = sizes.get(key.name());
            return size == null || size.get() < MAX_SERIES;
        }

        private V counted(Key key, V value) {
            sizes.computeIfAbsent(key.name(), _ -> new AtomicInteger()).incrementAndGet();
            return value;
        }

        void remove(Key key, V value) {
            if (values.remove(key, value)) {
                sizes.computeIfPresent(
                        key.name(),
                        (_, size) -> {
                            size.decrementAndGet();
                            return size;
                        });
            }
        }
    }

    /** A gauge that is shown until it is closed. */
    public interface Gauge extends AutoCloseable {
        @Override
        void close();
    }

    /** The adder for a name and its labels (names and values in turn); keep it where it is hot. */
    public LongAdder counter(String name, String... labels) {
        return counters.value(new Key(name, List.of(labels)), LongAdder::new);
    }

    /** The histogram of durations for a name and its labels; keep it where it is hot. */
    public Histogram histogram(String name, String... labels) {
        return histograms.value(new Key(name, List.of(labels)), Histogram::new);
    }

    /**
     * Shows what {@code value} gives whenever it is looked at, by any thread. A gauge of the same
     * name and labels takes the place of the one before; beyond the limit none is shown.
     */
    public Gauge gauge(String name, LongSupplier value, String... labels) {
        Key key = new Key(name, List.of(labels));
        LongSupplier before = gauges.values.get(key);
        if (before != null) {
            gauges.remove(key, before);
        }
        if (gauges.hasRoom(key)) {
            gauges.value(key, () -> value);
        }
        return () -> gauges.remove(key, value);
    }

    public void forEach(BiConsumer<Key, LongAdder> action) {
        counters.values.forEach(action);
    }

    public void forEachHistogram(BiConsumer<Key, Histogram> action) {
        histograms.values.forEach(action);
    }

    public void forEachGauge(BiConsumer<Key, LongSupplier> action) {
        gauges.values.forEach(action);
    }
}
