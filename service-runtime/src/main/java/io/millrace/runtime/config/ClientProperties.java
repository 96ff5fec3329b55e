package io.millrace.runtime.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Properties of Kafka's clients as they were given; what looks secret is not shown. */
public record ClientProperties(Map<String, String> values) {
    private static final Pattern SECRET =
            Pattern.compile("password|jaas|secret|token|\\.key$|credential");

    public ClientProperties {
        values = Map.copyOf(values);
    }

    static boolean isSecret(String key) {
        return SECRET.matcher(key).find();
    }

    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>(values);
        shown.replaceAll((key, value) -> isSecret(key) ? Secret.REDACTED : value);
        return shown.toString();
    }
}
