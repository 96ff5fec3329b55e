package io.millrace.rtsp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * A peer's answer to a Digest challenge (RFC 7616, section 3.4; RFC 2069 where {@code qop} is left
 * out, as most RTSP clients do). Without {@code auth-int} and {@code -sess}, which are not offered.
 */
record DigestResponse(DigestAlgorithm algorithm, Map<String, String> parameters) {
    private static final String QOP = "auth";

    DigestResponse {
        parameters = Map.copyOf(parameters);
    }

    /** Of the text behind {@code Digest}; empty if it cannot be an answer to our challenge. */
    static Optional<DigestResponse> parse(String text) {
        return AuthParameters.parse(text).flatMap(DigestResponse::of);
    }

    private static Optional<DigestResponse> of(Map<String, String> parameters) {
        boolean complete =
                parameters.containsKey("username")
                        && parameters.containsKey("nonce")
                        && parameters.containsKey("uri")
                        && parameters.containsKey("response");
        String qop = parameters.getOrDefault("qop", "");
        if (!complete || !(qop.isEmpty() || qop.equals(QOP))) {
            return Optional.empty();
        }
        return DigestAlgorithm.of(parameters.getOrDefault("algorithm", ""))
                .map(algorithm -> new DigestResponse(algorithm, parameters));
    }

    private String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    String user() {
        return parameter("username");
    }

    String nonce() {
        return parameter("nonce");
    }

    String uri() {
        return parameter("uri");
    }

    /** Whether the peer knows the password. */
    boolean proves(String realm, String method, String password) {
        String secret = algorithm.hash(user(), realm, password);
        String request = algorithm.hash(method, uri());
        String expected =
                parameter("qop").isEmpty()
                        ? algorithm.hash(secret, nonce(), request)
                        : algorithm.hash(
                                secret,
                                nonce(),
                                parameter("nc"),
                                parameter("cnonce"),
                                QOP,
                                request);
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                parameter("response").getBytes(StandardCharsets.ISO_8859_1));
    }
}
