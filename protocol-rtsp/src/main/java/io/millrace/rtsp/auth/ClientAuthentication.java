package io.millrace.rtsp.auth;

import io.millrace.rtsp.message.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A client's side of Basic (RFC 7617) and Digest (RFC 7616; RFC 2069 where a server offers no
 * {@code qop}, as most cameras do). The strongest challenge that is understood is answered. Not
 * thread-safe.
 */
public final class ClientAuthentication {
    private static final String DIGEST = "digest ";
    private static final String BASIC = "basic";
    private static final int CNONCE_BYTES = 8;

    private final String user;
    private final String password;
    private final RandomGenerator random;
    private Answer answer = new Nothing();
    private int nonceCount;

    private sealed interface Answer {}

    /** No challenge was seen. */
    private record Nothing() implements Answer {}

    private record Basic() implements Answer {}

    private record Digest(
            String realm, String nonce, Optional<String> opaque, Choice choice, boolean qop)
            implements Answer {}

    /**
     * The hash to use.
     *
     * @param named whether the server named it: then it is named back
     */
    private record Choice(DigestAlgorithm algorithm, boolean named) {}

    public ClientAuthentication(String user, String password, RandomGenerator random) {
        this.user = user;
        this.password = password;
        this.random = random;
    }

    /**
     * Takes the challenges of a 401, of RTSP or of HTTP.
     *
     * @return whether another try makes sense: not after a challenge that was answered already,
     *     unless it says that only the nonce is stale
     */
    public boolean onChallenge(Headers unauthorized) {
        Answer before = answer;
        Answer best = new Nothing();
        boolean stale = false;
        for (Headers.Field field : unauthorized.fields()) {
            if (!field.name().equalsIgnoreCase("WWW-Authenticate")) {
                continue;
            }
            Answer offered = offered(field.value());
            stale |= field.value().toLowerCase(Locale.ROOT).contains("stale=true");
            best = rank(offered) > rank(best) ? offered : best;
        }
        answer = best;
        nonceCount = 0;
        return !(best instanceof Nothing) && (before instanceof Nothing || stale);
    }

    /** As if no challenge had been seen. */
    public void forget() {
        answer = new Nothing();
    }

    private static int rank(Answer offered) {
        return switch (offered) {
            case Nothing() -> 0;
            case Basic() -> 1;
            case Digest(_, _, _, Choice choice, _) ->
                    choice.algorithm() == DigestAlgorithm.MD5 ? 2 : 3;
        };
    }

    private static Answer offered(String challenge) {
        String lower = challenge.toLowerCase(Locale.ROOT);
        if (lower.startsWith(BASIC)) {
            return new Basic();
        }
        if (!lower.startsWith(DIGEST)) {
            return new Nothing();
        }
        return AuthParameters.parse(challenge.substring(DIGEST.length()))
                .flatMap(ClientAuthentication::digest)
                .map(Answer.class::cast)
                .orElseGet(Nothing::new);
    }

    private static Optional<Digest> digest(Map<String, String> parameters) {
        String nonce = parameters.get("nonce");
        if (nonce == null) {
            return Optional.empty();
        }
        String named = parameters.getOrDefault("algorithm", "");
        boolean qop =
                Set.of(parameters.getOrDefault("qop", "").toLowerCase(Locale.ROOT).split("[ ,]+"))
                        .contains("auth");
        return DigestAlgorithm.of(named)
                .map(algorithm ->
                        new Digest(
                                parameters.getOrDefault("realm", ""),
                                nonce,
                                Optional.ofNullable(parameters.get("opaque")),
                                new Choice(algorithm, !named.isEmpty()),
                                qop));
    }

    /** The Authorization header's value for a request; empty before the first challenge. */
    public Optional<String> authorization(String method, String url) {
        return switch (answer) {
            case Nothing() -> Optional.empty();
            case Basic() -> Optional.of("Basic " + base64(user + ":" + password));
            case Digest digest -> Optional.of(response(digest, method, url));
        };
    }

    private String response(Digest digest, String method, String url) {
        DigestAlgorithm algorithm = digest.choice().algorithm();
        String secret = algorithm.hash(user, digest.realm(), password);
        String request = algorithm.hash(method, url);
        StringBuilder text = new StringBuilder("Digest ");
        quoted(text, "username", user).append(", ");
        quoted(text, "realm", digest.realm()).append(", ");
        quoted(text, "nonce", digest.nonce()).append(", ");
        quoted(text, "uri", url).append(", ");
        if (digest.qop()) {
            String count = "%08x".formatted(++nonceCount);
            byte[] bytes = new byte[CNONCE_BYTES];
            random.nextBytes(bytes);
            String cnonce = HexFormat.of().formatHex(bytes);
            text.append("qop=auth, nc=").append(count).append(", ");
            quoted(text, "cnonce", cnonce).append(", ");
            String response =
                    algorithm.hash(secret, digest.nonce(), count, cnonce, "auth", request);
            quoted(text, "response", response);
        } else {
            quoted(text, "response", algorithm.hash(secret, digest.nonce(), request));
        }
        if (digest.choice().named()) {
            text.append(", algorithm=").append(algorithm.token());
        }
        digest.opaque().ifPresent(opaque -> quoted(text.append(", "), "opaque", opaque));
        return text.toString();
    }

    private static StringBuilder quoted(StringBuilder text, String name, String value) {
        return text.append(name)
                .append("=\"")
                .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
