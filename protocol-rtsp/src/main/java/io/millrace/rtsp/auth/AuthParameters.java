package io.millrace.rtsp.auth;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code name=value, name="quoted value"} (RFC 7235, section 2.1). Names are in lower case;
 * of a name that comes twice the first counts.
 */
final class AuthParameters {
    private static final int MAX_PARAMETERS = 32;

    private final String text;
    private int at;

    private AuthParameters(String text) {
        this.text = text;
    }

    /** The parameters; empty if it is no such list. */
    static Optional<Map<String, String>> parse(String text) {
        return new AuthParameters(text).parse();
    }

    private Optional<Map<String, String>> parse() {
        Map<String, String> parameters = new HashMap<>();
        skip(" \t,");
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0 || parameters.size() == MAX_PARAMETERS) {
                return Optional.empty();
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            at = equals + 1;
            skip(" \t");
            Optional<String> value =
                    at < text.length() && text.charAt(at) == '"' ? quoted() : token();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            parameters.putIfAbsent(name, value.get());
            skip(" \t,");
        }
        return Optional.of(parameters);
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private Optional<String> token() {
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        String value = text.substring(at, end).strip();
        at = end;
        return Optional.of(value);
    }

    private Optional<String> quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"') {
                at++;
                return Optional.of(value.toString());
            }
            if (character == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        return Optional.empty();
    }
}
