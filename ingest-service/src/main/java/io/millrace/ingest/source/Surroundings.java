package io.millrace.ingest.source;

import io.millrace.runtime.config.SourceAddress;
import io.millrace.stream.Counters;
import io.millrace.stream.Publishing;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sources of this pod share.
 *
 * @param pullers by scheme
 * @param thread that all jobs are confined to
 */
record Surroundings(
        Publishing publishing,
        Map<String, Puller> pullers,
        Counters counters,
        InstantSource clock,
        ScheduledExecutorService thread) {
    private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

    Surroundings {
        pullers = Map.copyOf(pullers);
    }

    /**
     * What pulls such an address.
     *
     * @throws IllegalArgumentException if nothing does
     */
    Puller puller(SourceAddress address) {
        return Optional.ofNullable(pullers.get(address.scheme()))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "nothing here pulls from " + address.scheme() + ":"));
    }

    void run(Runnable step) {
        later(0, step);
    }

    void later(long millis, Runnable step) {
        try {
            var _ = thread.schedule(guarded(step), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the sources have ended", stopped);
        }
    }

    /** A bug of one job must not stay unseen, nor end the others. */
    private static Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException bug) {
                LOG.error("a source's step failed", bug);
            }
        };
    }
}
