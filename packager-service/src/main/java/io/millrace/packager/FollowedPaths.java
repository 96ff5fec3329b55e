package io.millrace.packager;

import io.millrace.media.hls.Segment;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The paths that somebody watches: each is followed from its first request until nobody asks for it
 * any more; and those that are followed always. Bounds how many there are, and how many requests
 * wait. Thread-safe, never blocks.
 */
final class FollowedPaths implements AutoCloseable {
    private static final long TICK_MILLIS = 250;

    private final StreamLog log;
    private final PackagerConfig config;
    private final InstantSource clock;
    private final Executor executor;
    private final Consumer<PathName> onForgotten;
    private final Ticker.Registration tick;
    private final ConcurrentHashMap<PathName, FollowedPath> paths = new ConcurrentHashMap<>();
    private final AtomicInteger holding = new AtomicInteger();
    private final LongAdder held;
    private final LongAdder notHeld;
    private final LongAdder segments;
    private final LongAdder gaps;
    private final LongAdder pathsRefused;

    /**
     * Follows nothing yet.
     *
     * @param onForgotten told of each path that is let go
     */
    FollowedPaths(
            StreamLog log,
            PackagerConfig config,
            Packager.Surroundings surroundings,
            Consumer<PathName> onForgotten) {
        this.log = log;
        this.config = config;
        this.clock = surroundings.clock();
        this.executor = surroundings.executor();
        this.onForgotten = onForgotten;
        Counters counters = surroundings.counters();
        this.held = counters.counter("packager_requests_held");
        this.notHeld = counters.counter("packager_requests_refused", "reason", "too-many-held");
        this.pathsRefused = counters.counter("packager_requests_refused", "reason", "max-paths");
        this.segments = counters.counter("packager_segments");
        this.gaps = counters.counter("packager_segments_dropped", "reason", "too-big");
        counters.gauge("packager_paths", paths::size);
        this.tick = surroundings.ticker().every(TICK_MILLIS, this::onTick);
    }

    /** Asks a path, which is followed from now on; the answer may wait. */
    <T> CompletionStage<Outcome<T>> ask(PathName path, Question<T> question) {
        while (true) {
            FollowedPath followed = paths.get(path);
            if (followed == null) {
                if (paths.size() >= config.limits().maxPaths()) {
                    pathsRefused.increment();
                    return CompletableFuture.completedFuture(
                            new Outcome.Unavailable<>("too many paths are watched"));
                }
                followed = follow(path);
            }
            Optional<CompletionStage<Outcome<T>>> answer = followed.ask(question, nowMillis());
            if (answer.isPresent()) {
                return answer.get();
            }
            paths.remove(path, followed);
        }
    }

    /** A path, if it is followed now. */
    Optional<FollowedPath> get(PathName path) {
        return Optional.ofNullable(paths.get(path));
    }

    /** The paths that are followed now. */
    Set<PathName> names() {
        return Set.copyOf(paths.keySet());
    }

    private FollowedPath follow(PathName path) {
        FollowedPath created = new FollowedPath(path, this, config, nowMillis());
        FollowedPath before = paths.putIfAbsent(path, created);
        if (before != null) {
            return before;
        }
        created.start(log, nowMillis());
        return created;
    }

    private void onTick() {
        long now = nowMillis();
        Set<PathName> always = config.always().get();
        paths.forEach((path, followed) -> {
            followed.answerHeld();
            if (!always.contains(path) && followed.closeIfIdle(now)) {
                forget(path, followed);
            }
        });
        followAlways(always);
    }

    /** Follows those that are followed whether watched or not, as long as there is room. */
    private void followAlways(Set<PathName> always) {
        for (PathName path : always) {
            if (!paths.containsKey(path)
                    && paths.size() < config.limits().maxPaths()
                    && config.paths().apply(path).hls()) {
                follow(path);
            }
        }
    }

    long nowMillis() {
        return clock.millis();
    }

    /**
     * Whether one more request may be held; counts it if so.
     *
     * @param ofPath how many of the same path are held
     */
    boolean mayHold(int ofPath) {
        if (ofPath >= config.limits().maxHeldPerPath()) {
            notHeld.increment();
            return false;
        }
        if (holding.incrementAndGet() > config.limits().maxHeld()) {
            holding.decrementAndGet();
            notHeld.increment();
            return false;
        }
        held.increment();
        return true;
    }

    /** Completes requests that were held, away from the log's thread. */
    void complete(List<Runnable> completions) {
        if (!completions.isEmpty()) {
            holding.addAndGet(-completions.size());
            executor.execute(() -> completions.forEach(Runnable::run));
        }
    }

    void onSegment(Segment segment) {
        segments.increment();
        if (segment.isGap()) {
            gaps.increment();
        }
    }

    void forget(PathName path, FollowedPath followed) {
        if (paths.remove(path, followed)) {
            onForgotten.accept(path);
        }
    }

    @Override
    public void close() {
        tick.close();
        paths.forEach((path, followed) -> {
            paths.remove(path, followed);
            followed.close();
        });
    }
}
