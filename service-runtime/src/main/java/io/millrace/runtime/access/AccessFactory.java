package io.millrace.runtime.access;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.ThreadTicker;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Admission, for every service. */
@Factory
final class AccessFactory {
    @Singleton
    @Bean(preDestroy = "close")
    AccessControl accessControl(LiveConfig live, Counters counters, ThreadTicker ticker) {
        AccessControl access =
                new AccessControl(
                        AccessSettings.of(live.current()),
                        counters,
                        InstantSource.system(),
                        ticker);
        live.subscribe(change -> access.update(AccessSettings.of(change.after())));
        return access;
    }
}
