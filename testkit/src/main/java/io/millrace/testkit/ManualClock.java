package io.millrace.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class ManualClock extends Clock {
    private final AtomicLong micros;

    public ManualClock(Instant start) {
        this.micros = new AtomicLong(toMicros(start));
    }

    /** A clock at an arbitrary fixed instant. */
    public static ManualClock create() {
        return new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public void advance(Duration by) {
        micros.addAndGet(by.toNanos() / 1_000);
    }

    /** Microseconds since 1970. */
    public long micros() {
        return micros.get();
    }

    /** For code that measures with {@link System#nanoTime}. */
    public long nanoTime() {
        return micros.get() * 1_000;
    }

    @Override
    public long millis() {
        return Math.floorDiv(micros.get(), 1_000);
    }

    @Override
    public Instant instant() {
        long now = micros.get();
        return Instant.ofEpochSecond(
                Math.floorDiv(now, 1_000_000), Math.floorMod(now, 1_000_000) * 1_000L);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same clock: only UTC is needed in tests. */
    @Override
    public Clock withZone(ZoneId zone) {
        if (!zone.equals(ZoneOffset.UTC)) {
            throw new IllegalArgumentException("only UTC, not " + zone);
        }
        return this;
    }

    private static long toMicros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
