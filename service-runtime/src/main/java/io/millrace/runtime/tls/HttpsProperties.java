package io.millrace.runtime.tls;

import io.millrace.runtime.config.TlsConfig;
import java.util.Map;

/** Settings of the HTTP server that serves the viewers' port over TLS too. */
public final class HttpsProperties {
    private HttpsProperties() {}

    public static Map<String, Object> of(TlsConfig.Listener listener) {
        return Map.of(
                "micronaut.server.ssl.enabled",
                true,
                "micronaut.server.ssl.port",
                listener.port(),
                "micronaut.server.ssl.key-name",
                HttpsCertificate.NAME,
                "micronaut.server.dual-protocol",
                true);
    }
}
