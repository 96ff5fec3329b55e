package io.millrace.runtime.tls;

import io.micronaut.http.ssl.CertificateProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyStore;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Gives the process's certificate to the HTTP server, and each that follows. Thread-safe. */
final class HttpsCertificate implements CertificateProvider {
    /** As the server's settings name it. */
    static final String NAME = "millrace";

    private final ServerCertificate certificate;

    HttpsCertificate(ServerCertificate certificate) {
        this.certificate = certificate;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Publisher<KeyStore> getKeyStore() {
        return Flux.defer(() -> {
            Sinks.Many<KeyStore> newest = Sinks.many().replay().latest();
            try {
                certificate.follow(identity -> newest.tryEmitNext(keyStore(identity)));
                return newest.asFlux();
            } catch (IOException unusable) {
                return Flux.error(unusable);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return Flux.error(interrupted);
            }
        });
    }

    private static KeyStore keyStore(Identity identity) {
        try {
            return identity.keyStore();
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }
}
