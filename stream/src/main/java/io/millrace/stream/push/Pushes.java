package io.millrace.stream.push;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The pushes of a process, by path and URL. Thread-safe, never blocks. */
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

    /** Starts one, unless it runs; then it goes by these settings from its next attempt on. */
    public synchronized void put(PathName path, PushSettings settings) {
        Key key = new Key(path, settings.url());
        if (running.containsKey(key)) {
            update(path, settings);
            return;
        }
        Push started = new Push(path, settings, context, executors.get());
        running.put(key, started);
        started.tick();
    }

    /** Has one go by these settings from its next attempt on, if it runs. */
    public synchronized void update(PathName path, PushSettings settings) {
        find(path, settings.url()).ifPresent(push -> push.update(settings));
    }

    /** Ends one. */
    public synchronized void remove(PathName path, PushUrl url) {
        Optional.ofNullable(running.remove(new Key(path, url))).ifPresent(Push::stop);
    }

    /** Tries one again at once, unless it is active. */
    public synchronized void retry(PathName path, PushUrl url) {
        find(path, url).ifPresent(Push::retry);
    }

    private Optional<Push> find(PathName path, PushUrl url) {
        return Optional.ofNullable(running.get(new Key(path, url)));
    }

    /** One of them; empty if it does not run. */
    public synchronized Optional<PushSnapshot> snapshot(PathName path, PushUrl url) {
        return find(path, url).map(Push::snapshot);
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
