package io.millrace.stream;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads credentials out of a URL's query: {@code user=…&pass=…}, or {@code token=…} or {@code
 * jwt=…}. Of a name that comes twice the first counts; what is not an escaped form is taken as it
 * stands. Pure.
 */
public final class QueryCredentials {
    private static final int MAX_PARAMETERS = 64;

    private QueryCredentials() {}

    /** What the query shows; a token goes before a password. */
    public static Credentials of(String query) {
        Map<String, String> parameters = parameters(query);
        String token = parameters.getOrDefault("token", parameters.getOrDefault("jwt", ""));
        if (!token.isEmpty()) {
            return new Credentials.Token(token);
        }
        String user = parameters.getOrDefault("user", "");
        String password = parameters.getOrDefault("pass", "");
        return user.isEmpty() && password.isEmpty()
                ? new Credentials.None()
                : new Credentials.Password(user, password);
    }

    /** Names and values, unescaped; at most 64. */
    public static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String part : query.split("&", MAX_PARAMETERS + 1)) {
            int equals = part.indexOf('=');
            if (equals > 0 && parameters.size() < MAX_PARAMETERS) {
                parameters.putIfAbsent(
                        unescaped(part.substring(0, equals)),
                        unescaped(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEscaped) {
            return text;
        }
    }
}
