package io.millrace.rtmp.auth;

import io.millrace.stream.Credentials;
import io.millrace.stream.QueryCredentials;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's side of {@link ConnectChallenge}: what to add to the app's name when {@code connect}
 * was refused with a challenge. Pure but for the random.
 */
public final class ConnectAnswer {
    private static final String ADOBE = "adobe";
    private static final String LIMELIGHT = "llnw";
    private static final String NONCE_COUNT = "00000001";
    private static final String REALM = "live";

    private ConnectAnswer() {}

    /** Whether a refusal wants credentials, which may be others than those that were shown. */
    public static boolean isChallenge(String description) {
        return description.contains("authmod=") || description.contains("reason=authfailed");
    }

    /**
     * The query of the app to come again with.
     *
     * @param app without query
     * @param description what {@code connect} was refused with
     * @return empty if it is no challenge, or the password was wrong
     */
    public static Optional<String> to(
            String app, String description, Credentials.Password known, RandomGenerator random) {
        Optional<String> scheme = scheme(description);
        if (scheme.isEmpty() || description.contains("reason=authfailed")) {
            return Optional.empty();
        }
        String start = "?authmod=" + scheme.get() + "&user=" + known.user();
        int parameters = description.indexOf("?reason=needauth");
        if (parameters < 0) {
            return description.contains("code=403 need auth")
                    ? Optional.of(start)
                    : Optional.empty();
        }
        Map<String, String> asked =
                QueryCredentials.parameters(description.substring(parameters + 1).strip());
        String ours = HexFormat.of().toHexDigits(random.nextInt());
        return Optional.of(
                start
                        + (scheme.get().equals(ADOBE)
                                ? adobe(asked, known, ours)
                                : limelight(app, asked, known, ours)));
    }

    private static Optional<String> scheme(String description) {
        if (description.contains("authmod=" + ADOBE)) {
            return Optional.of(ADOBE);
        }
        return description.contains("authmod=" + LIMELIGHT)
                ? Optional.of(LIMELIGHT)
                : Optional.empty();
    }

    /** The server's challenge counts where it gives no opaque, as old servers do. */
    private static String adobe(
            Map<String, String> asked, Credentials.Password known, String challenge) {
        String opaque = asked.getOrDefault("opaque", "");
        String secret =
                Md5.base64(known.user() + asked.getOrDefault("salt", "") + known.password());
        String middle = opaque.isEmpty() ? asked.getOrDefault("challenge", "") : opaque;
        return "&challenge="
                + challenge
                + "&response="
                + Md5.base64(secret + middle + challenge)
                + (opaque.isEmpty() ? "" : "&opaque=" + opaque);
    }

    private static String limelight(
            String app, Map<String, String> asked, Credentials.Password known, String ours) {
        String nonce = asked.getOrDefault("nonce", "");
        String instance = app.contains("/") ? "" : "/_definst_";
        String resource = Md5.hex("publish:/" + app + instance);
        String secret = Md5.hex(known.user() + ":" + REALM + ":" + known.password());
        String response =
                Md5.hex(
                        "%s:%s:%s:%s:auth:%s"
                                .formatted(secret, nonce, NONCE_COUNT, ours, resource));
        return "&nonce=%s&cnonce=%s&nc=%s&response=%s"
                .formatted(nonce, ours, NONCE_COUNT, response);
    }
}
