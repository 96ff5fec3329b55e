package io.millrace.runtime;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import io.millrace.stream.HttpFront;
import io.millrace.stream.Leases;
import io.millrace.stream.StreamLog;
import io.millrace.stream.ThreadTicker;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.stream.Stream;

/** Beans that every service has. */
@Factory
final class RuntimeFactory {
    @Singleton
    Counters counters() {
        return new Counters();
    }

    @Singleton
    PodId podId(MillraceConfig config) {
        return PodId.of(config.server());
    }

    @Singleton
    @Bean(preDestroy = "close")
    EventLoops eventLoops(MillraceConfig config) {
        return EventLoops.create(config.server().eventLoops());
    }

    @Singleton
    SessionRegistry sessionRegistry(Counters counters) {
        return new SessionRegistry(InstantSource.system(), counters);
    }

    @Singleton
    HttpFront httpFront(LiveConfig live) {
        return new HttpFront(
                () ->
                        Stream.of(live.current().packager().allowOrigin().split(",", -1))
                                .map(String::strip)
                                .toList(),
                address ->
                        live.current().http().trustedProxies().stream()
                                .anyMatch(range -> range.contains(address)));
    }

    @Singleton
    Leases leases(LeaseComponent component) {
        return component.leases();
    }

    @Singleton
    StreamLog streamLog(LogComponent component) {
        return component.log();
    }

    @Singleton
    @Bean(preDestroy = "close")
    ThreadTicker ticker() {
        return new ThreadTicker();
    }
}
