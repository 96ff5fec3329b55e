package io.millrace.runtime.tls;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.millrace.runtime.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Credentials of control's gRPC, server and client alike: plain, TLS, or TLS in which both show the
 * process's certificate and are trusted by {@code tls.client-ca}. Where that is not set, clients
 * trust the certificate of {@code tls.certificate} itself. Blocks while files are read.
 */
public final class GrpcCredentials {
    private final TlsConfig settings;
    private final ServerCertificate certificate;

    public GrpcCredentials(TlsConfig settings, ServerCertificate certificate) {
        this.settings = settings;
        this.certificate = certificate;
    }

    public ServerCredentials server() throws IOException, InterruptedException {
        return switch (settings.grpc()) {
            case OFF -> InsecureServerCredentials.create();
            case TLS ->
                    TlsServerCredentials.newBuilder().keyManager(certificate.keyManager()).build();
            case MUTUAL ->
                    TlsServerCredentials.newBuilder()
                            .keyManager(certificate.keyManager())
                            .trustManager(trusted().toFile())
                            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                            .build();
        };
    }

    public ChannelCredentials client() throws IOException, InterruptedException {
        return switch (settings.grpc()) {
            case OFF -> InsecureChannelCredentials.create();
            case TLS -> TlsChannelCredentials.newBuilder().trustManager(trusted().toFile()).build();
            case MUTUAL ->
                    TlsChannelCredentials.newBuilder()
                            .keyManager(certificate.keyManager())
                            .trustManager(trusted().toFile())
                            .build();
        };
    }

    private Path trusted() throws IOException {
        Optional<Path> file = settings.clientCa().or(settings::certificate);
        return file.orElseThrow(
                () -> new IOException("tls.grpc needs tls.certificate or tls.client-ca"));
    }
}
