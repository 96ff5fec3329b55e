package io.millrace.stream;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Counts what goes in, out, and is dropped, by name and labels. Thread-safe. Services show them as
 * metrics {@code millrace_<name>_total}. Labels must be bounded: a path, a protocol, a reason;
 * never a session.
 */
public final class Counters {
    private final ConcurrentHashMap<Key, LongAdder> counters = new ConcurrentHashMap<>();

    /**
     * What is counted.
     *
     * @param labels names and values in turn
     */
    public record Key(String name, List<String> labels) {
        public Key {
            labels = List.copyOf(labels);
        }
    }

    /** The adder for a name and its labels (names and values in turn); keep it where it is hot. */
    public LongAdder counter(String name, String... labels) {
        return counters.computeIfAbsent(new Key(name, List.of(labels)), _ -> new LongAdder());
    }

    public void forEach(BiConsumer<Key, LongAdder> action) {
        counters.forEach(action);
    }
}
