package io.millrace.stream;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pod's one thread for coarse time: flushes of waiting audio, graces, stalls. Thread-safe. */
public final class ThreadTicker implements Ticker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTicker.class);

    private final ScheduledThreadPoolExecutor executor;

    public ThreadTicker() {
        executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("millrace-tick").factory());
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Registration every(long millis, Runnable work) {
        ScheduledFuture<?> future =
                executor.scheduleWithFixedDelay(
                        () -> runLogged(work), millis, millis, TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** An edge: one failing piece of work must not end the others' time. */
    private static void runLogged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("Work on the tick failed", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
