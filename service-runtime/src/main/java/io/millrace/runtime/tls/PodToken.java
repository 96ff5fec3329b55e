package io.millrace.runtime.tls;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.millrace.runtime.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The secret that pods share with control ({@code control.token}): shown with every call, where it
 * is set. Over a connection without TLS it can be read on the way.
 */
public final class PodToken extends CallCredentials {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("millrace-pod-token", Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<Secret> token;

    /**
     * @param token asked at every call
     */
    public PodToken(Supplier<Secret> token) {
        this.token = token;
    }

    @Override
    public void applyRequestMetadata(
            RequestInfo request, Executor executor, MetadataApplier applier) {
        Metadata headers = new Metadata();
        Secret secret = token.get();
        if (secret.isSet()) {
            headers.put(HEADER, secret.value());
        }
        applier.apply(headers);
    }

    /** Why a call with these headers is none of a pod's; compares in constant time. */
    public static Optional<String> refusal(Secret expected, Metadata headers) {
        if (!expected.isSet()) {
            return Optional.empty();
        }
        @Nullable String shown = headers.get(HEADER);
        if (shown == null) {
            return Optional.of("pods must show control.token");
        }
        boolean same = MessageDigest.isEqual(utf8(expected.value()), utf8(shown));
        return same ? Optional.empty() : Optional.of("another control.token is expected");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
