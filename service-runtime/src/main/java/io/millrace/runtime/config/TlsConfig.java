package io.millrace.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Encryption of listeners.
 *
 * @param certificate PEM, with its chain
 * @param key PEM
 * @param clientCa PEM, authorities of clients' certificates
 */
public record TlsConfig(
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> clientCa,
        Listener rtsps,
        Listener rtmps,
        Listener https,
        Grpc grpc) {

    /** A listener of its own beside the plain one. */
    public record Listener(boolean enabled, int port) {}

    /** How control's gRPC is encrypted. */
    public enum Grpc {
        OFF,
        TLS,
        MUTUAL
    }

    /** Whether anything is to be encrypted. */
    public boolean isUsed() {
        return rtsps.enabled() || rtmps.enabled() || https.enabled() || grpc != Grpc.OFF;
    }

    /** Whether a part that takes its encryption at a start only would have another. */
    boolean needsRestart(TlsConfig next) {
        boolean files = certificate.equals(next.certificate) && key.equals(next.key);
        return !https.equals(next.https)
                || grpc != next.grpc
                || (grpc != Grpc.OFF && !(files && clientCa.equals(next.clientCa)));
    }

    static TlsConfig of(SettingValues values) {
        return new TlsConfig(
                values.value(AccessTable.CERTIFICATE),
                values.value(AccessTable.KEY),
                values.value(AccessTable.CLIENT_CA),
                new Listener(values.value(AccessTable.RTSPS), values.value(AccessTable.RTSPS_PORT)),
                new Listener(values.value(AccessTable.RTMPS), values.value(AccessTable.RTMPS_PORT)),
                new Listener(values.value(AccessTable.HTTPS), values.value(AccessTable.HTTPS_PORT)),
                values.value(AccessTable.GRPC));
    }
}
