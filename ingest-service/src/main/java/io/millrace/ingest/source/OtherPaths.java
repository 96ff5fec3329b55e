package io.millrace.ingest.source;

import io.micronaut.context.BeanProvider;
import io.millrace.runtime.job.Demand;
import io.millrace.runtime.job.DemandReading;
import io.millrace.stream.Counters;
import io.millrace.stream.Reading;
import io.millrace.stream.StreamLog;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads other paths for those that show them: with what serves this process's readers, where it has
 * any; else with a reading of its own, which is made when it is first needed. Thread-safe.
 */
@Singleton
final class OtherPaths implements Supplier<Reading> {
    private final BeanProvider<LogReading> served;
    private final StreamLog log;
    private final Counters counters;
    private final ThreadTicker ticker;
    private final Demand demand;
    private Optional<LogReading> own = Optional.empty();

    OtherPaths(
            BeanProvider<LogReading> served,
            StreamLog log,
            Counters counters,
            ThreadTicker ticker,
            Demand demand) {
        this.served = served;
        this.log = log;
        this.counters = counters;
        this.ticker = ticker;
        this.demand = demand;
    }

    /** Has what is shown pulled on demand too. */
    @Override
    public Reading get() {
        return new DemandReading(served.isPresent() ? served.get() : own(), demand);
    }

    private synchronized LogReading own() {
        if (own.isEmpty()) {
            own =
                    Optional.of(
                            new LogReading(
                                    log,
                                    ReadSettings.defaults(),
                                    counters,
                                    InstantSource.system(),
                                    ticker));
        }
        return own.get();
    }

    @PreDestroy
    synchronized void close() {
        own.ifPresent(LogReading::close);
    }
}
