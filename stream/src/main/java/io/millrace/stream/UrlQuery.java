package io.millrace.stream;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Names and values of a URL's query. */
final class UrlQuery {
    private UrlQuery() {}

    /** The first value of each name, decoded. */
    static Map<String, String> values(String query) {
        Map<String, String> values = new HashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(part.substring(0, equals), decoded(part.substring(equals + 1)));
            }
        }
        return values;
    }

    /** A percent sign that stands for nothing leaves the value as it is: it will not parse. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }
}
