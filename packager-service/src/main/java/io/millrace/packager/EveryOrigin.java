package io.millrace.packager;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import jakarta.inject.Singleton;

/**
 * Lets pages of other origins read media of a server on this machine, which Micronaut refuses by
 * itself: HTTP here only ever reads.
 */
@Singleton
final class EveryOrigin implements BeanCreatedEventListener<CorsConfiguration> {
    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        CorsConfiguration configuration = event.getBean();
        configuration.setLocalhostPassThrough(true);
        return configuration;
    }
}
