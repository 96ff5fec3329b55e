package io.millrace.packager;

import io.millrace.stream.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Ticks when a test says so. */
final class ManualTicker implements Ticker {
    private final List<Runnable> work = new CopyOnWriteArrayList<>();

    @Override
    public Registration every(long millis, Runnable registered) {
        work.add(registered);
        return () -> work.remove(registered);
    }

    void tick() {
        work.forEach(Runnable::run);
    }
}
