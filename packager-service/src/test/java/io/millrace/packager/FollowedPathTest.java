package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.testkit.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FollowedPathTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final PackagerConfig CONFIG =
            PackagerConfig.of(Duration.ofSeconds(2), Duration.ofSeconds(10));

    private final ManualClock clock = ManualClock.create();
    private final MemoryStreamLog log = new MemoryStreamLog(64 << 20, clock, Runnable::run);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void path_logUnreachableForLong_staysAndHasItsGraceAfterIt() {
        new LivePath(log, PATH, 1).seconds(0, 9);
        FollowedPaths all =
                new FollowedPaths(
                        log,
                        CONFIG,
                        new Packager.Surroundings(
                                Runnable::run, new ManualTicker(), clock, new Counters()),
                        _ -> {});
        FollowedPath followed = new FollowedPath(PATH, all, CONFIG, clock.millis());
        followed.start(log, clock.millis());
        followed.onReachable(false);
        clock.advance(Duration.ofMinutes(1));
        assertTrue(isLive(followed));
        followed.onReachable(true);
        clock.advance(Duration.ofSeconds(9));
        assertTrue(isLive(followed));
        clock.advance(Duration.ofSeconds(2));
        assertFalse(isLive(followed));
        followed.close();
        all.close();
    }

    private boolean isLive(FollowedPath followed) {
        AtomicBoolean live = new AtomicBoolean();
        Question<Boolean> question =
                (view, now) -> {
                    live.set(view.isLive(now));
                    return Optional.of(new Outcome.Found<>(live.get()));
                };
        assertTrue(followed.ask(question, clock.millis()).isPresent());
        return live.get();
    }
}
