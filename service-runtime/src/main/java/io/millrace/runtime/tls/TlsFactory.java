package io.millrace.runtime.tls;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.ssl.CertificateProvider;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.ThreadTicker;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** The process's certificate; nothing is read where no listener asks for it. */
@Factory
final class TlsFactory {
    @Singleton
    @Bean(preDestroy = "close")
    ServerCertificate certificate(LiveConfig live, ThreadTicker ticker) {
        return new ServerCertificate(() -> live.current().tls(), ticker);
    }

    @Singleton
    GrpcCredentials grpcCredentials(MillraceConfig config, ServerCertificate certificate) {
        return new GrpcCredentials(config.tls(), certificate);
    }

    @Singleton
    @Named(HttpsCertificate.NAME)
    CertificateProvider httpsCertificate(ServerCertificate certificate) {
        return new HttpsCertificate(certificate);
    }
}
