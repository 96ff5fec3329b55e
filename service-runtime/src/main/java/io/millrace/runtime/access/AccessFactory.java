package io.millrace.runtime.access;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.ThreadTicker;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Admission, for every service. */
@Factory
final class AccessFactory {
    @Singleton
    @Bean(preDestroy = "close")
    AccessControl accessControl(MillraceConfig config, Counters counters, ThreadTicker ticker) {
        return new AccessControl(
                AccessSettings.of(config), counters, InstantSource.system(), ticker);
    }
}
