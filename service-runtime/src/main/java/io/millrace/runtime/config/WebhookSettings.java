package io.millrace.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A server that is told what happens.
 *
 * @param secret that requests are signed by; not set: they are not
 * @param events types that it is told; empty: all
 * @param attempts after which events are given up
 */
public record WebhookSettings(
        URI url, Secret secret, List<String> events, Duration timeout, int attempts) {
    public WebhookSettings {
        events = List.copyOf(events);
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "WebhookSettings[" + url.getHost() + "]";
    }
}
