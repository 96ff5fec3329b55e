package io.millrace.runtime.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the newest identity in each new handshake. An alias is a version, so that a handshake that
 * began with one ends with the same; the two newest are kept. Thread-safe.
 */
final class CurrentKeyManager extends X509ExtendedKeyManager {
    private final Map<Integer, Identity> identities = new ConcurrentHashMap<>();
    private volatile int version;

    synchronized void become(Identity identity) {
        identities.put(version + 1, identity);
        version++;
        identities.remove(version - 2);
    }

    /** The newest. */
    Identity current() {
        return Objects.requireNonNull(identities.get(version), "no certificate yet");
    }

    private @Nullable Identity identity(@Nullable String alias) {
        return alias == null ? null : identities.get(Integer.parseInt(alias));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return current().key().getAlgorithm().equals(keyType) ? Integer.toString(version) : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return current().key().getAlgorithm().equals(keyType) ? Integer.toString(version) : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Identity identity = identity(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Identity identity = identity(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {Integer.toString(version)};
    }

    /** As a client it shows the same: services know each other by it (mutual TLS). */
    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return chooseClientAlias(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return chooseClientAlias(keyTypes);
    }

    private @Nullable String chooseClientAlias(String[] keyTypes) {
        String algorithm = current().key().getAlgorithm();
        for (String keyType : keyTypes) {
            if (keyType.equals(algorithm)) {
                return Integer.toString(version);
            }
        }
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }
}
