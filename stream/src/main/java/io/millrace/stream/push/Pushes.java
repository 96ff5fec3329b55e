package io.millrace.stream.push;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The pushes of a process, by path and URL. Thread-safe, never blocks. A change touches only the
 * pushes that it names.
 */
public final class Pushes implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    private final Push.Context context;
    private final Supplier<Executor> executors;
    private final Ticker.Registration tick;
    private final Map<Key, Push> running = new HashMap<>();

    private record Key(PathName path, PushUrl url) {}

    /**
     * Without pushes yet.
     *
     * @param graceMillis of a path: how long its publisher may be away
     * @param executors one for each push, that runs its tasks one at a time, such as an event loop
     */
    public Pushes(
            StreamLog log,
            PushOutlets outlets,
            ToLongFunction<PathName> graceMillis,
            Counters counters,
            Time time,
            Supplier<Executor> executors) {
        this.context = new Push.Context(log, outlets, graceMillis, time.clock(), counters);
        this.executors = executors;
        this.tick = time.ticker().every(TICK_MILLIS, this::tick);
    }

    /** A clock and what ticks by it. */
    public record Time(InstantSource clock, Ticker ticker) {}

    private synchronized void tick() {
        running.values().forEach(Push::tick);
    }

    /** Starts and stops, so that exactly the enabled ones of these run. */
    public synchronized void apply(Map<PathName, List<PushSettings>> wanted) {
        Map<Key, PushSettings> enabled = new LinkedHashMap<>();
        wanted.forEach((path, pushes) ->
                pushes.stream()
                        .filter(PushSettings::enabled)
                        .forEach(push -> enabled.put(new Key(path, push.url()), push)));
        running.entrySet()
                .removeIf(entry -> {
                    boolean ends = !enabled.containsKey(entry.getKey());
                    if (ends) {
                        entry.getValue().stop();
                    }
                    return ends;
                });
        enabled.forEach(this::put);
    }

    private void put(Key key, PushSettings settings) {
        Push known = running.get(key);
        if (known == null) {
            Push started = new Push(key.path(), settings, context, executors.get());
            running.put(key, started);
            started.tick();
        } else {
            known.update(settings);
        }
    }

    /** Tries those of a path again that are called so, or all; returns how many that are. */
    public synchronized int retry(PathName path, String name) {
        List<Push> meant =
                running.entrySet().stream()
                        .filter(entry -> entry.getKey().path().equals(path))
                        .filter(entry -> name.isEmpty() || entry.getKey().url().isCalled(name))
                        .map(Map.Entry::getValue)
                        .toList();
        meant.forEach(Push::retry);
        return meant.size();
    }

    /** All of them, sorted by path and URL. */
    public synchronized List<PushSnapshot> snapshots() {
        return running.values().stream()
                .map(Push::snapshot)
                .sorted(
                        Comparator.comparing(PushSnapshot::path)
                                .thenComparing(PushSnapshot::url)
                                .thenComparing(PushSnapshot::id))
                .toList();
    }

    /** Ends all pushes. */
    @Override
    public synchronized void close() {
        tick.close();
        running.values().forEach(Push::stop);
        running.clear();
    }
}
