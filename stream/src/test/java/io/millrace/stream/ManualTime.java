package io.millrace.stream;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A clock and a tick that stand still until a test moves them. */
public final class ManualTime implements InstantSource, Ticker {
    private final List<Runnable> work = new ArrayList<>();
    private long nowMillis = 1_700_000_000_000L;

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis);
    }

    @Override
    public Registration every(long millis, Runnable runnable) {
        work.add(runnable);
        return () -> work.remove(runnable);
    }

    /** Moves on, with ticks every 10 ms. */
    public void advance(long millis) {
        long end = nowMillis + millis;
        while (nowMillis < end) {
            nowMillis = Math.min(end, nowMillis + 10);
            List.copyOf(work).forEach(Runnable::run);
        }
    }
}
