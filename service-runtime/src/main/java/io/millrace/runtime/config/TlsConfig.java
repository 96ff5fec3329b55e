package io.millrace.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Encryption of listeners.
 *
 * @param certificate PEM, with its chain
 * @param key PEM
 * @param clientCa PEM, authorities of clients' certificates
 * @param ports those that speak TLS instead of plain HTTP
 */
public record TlsConfig(
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> clientCa,
        Listener rtsps,
        Listener rtmps,
        Listener https,
        Ports ports,
        Grpc grpc) {

    /** A listener of its own beside the plain one. */
    public record Listener(boolean enabled, int port) {}

    /**
     * Ports for HTTP that have no other beside them: plain, or TLS.
     *
     * @param streams the play service's own port for endless streams
     * @param api control's
     * @param metrics with health and debugging
     */
    public record Ports(boolean streams, boolean api, boolean metrics) {
        /** All plain. */
        public static final Ports PLAIN = new Ports(false, false, false);

        boolean any() {
            return streams || api || metrics;
        }
    }

    /** How control's gRPC is encrypted. */
    public enum Grpc {
        OFF,
        TLS,
        MUTUAL
    }

    /** Whether anything is to be encrypted. */
    public boolean isUsed() {
        return rtsps.enabled()
                || rtmps.enabled()
                || https.enabled()
                || ports.any()
                || grpc != Grpc.OFF;
    }

    /** Whether a part that takes its encryption at a start only would have another. */
    boolean needsRestart(TlsConfig next) {
        boolean files = certificate.equals(next.certificate) && key.equals(next.key);
        return !https.equals(next.https)
                || !ports.equals(next.ports)
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
                new Ports(
                        values.value(AccessTable.STREAMS),
                        values.value(AccessTable.API),
                        values.value(AccessTable.METRICS)),
                values.value(AccessTable.GRPC));
    }
}
